using System.IO.Compression;
using System.Xml.Linq;
using Hoody.Testing;

namespace Hoody.EndToEnd.Tests.Repository;

/// <summary>What a user of the client's package gets.</summary>
public sealed class ClientPackageTests : IClassFixture<ClientPackageTests.Package>
{
    private const long MaxLengthBytes = 400 * 1024;

    private readonly Package _package;
    private readonly XElement _metadata;

    public ClientPackageTests(Package package)
    {
        _package = package;
        _metadata = _package.Specification.Root!.Elements().Single(e => e.Name.LocalName == "metadata");
    }

    [Fact]
    public void It_holds_one_assembly_its_documentation_and_a_readme() => Assert.Equal(
        ["README.md", "lib/net10.0/Hoody.Sdk.dll", "lib/net10.0/Hoody.Sdk.xml"],
        _package.Files.Where(name => name == "README.md" || name.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void It_brings_Microsoft_Extensions_Http_of_the_10_0_line_and_nothing_else()
    {
        XElement dependency = Assert.Single(_metadata.Descendants(), e => e.Name.LocalName == "dependency");
        Assert.Equal("Microsoft.Extensions.Http", dependency.Attribute("id")!.Value);
        Assert.StartsWith("10.0.", dependency.Attribute("version")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void It_names_licence_and_readme()
    {
        Assert.Equal("MIT", _metadata.Elements().Single(e => e.Name.LocalName == "license").Value);
        Assert.Equal("README.md", _metadata.Elements().Single(e => e.Name.LocalName == "readme").Value);
    }

    [Fact]
    public void It_is_small() => Assert.InRange(_package.LengthBytes, 1, MaxLengthBytes);

    [Fact]
    public void Its_symbols_come_beside_it() => Assert.True(_package.HasSymbols);

    public sealed class Package : IDisposable
    {
        private readonly TempDirectory _temporary = new();

        public Package()
        {
            string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            ToolResult pack = Tool.Run(
                "dotnet", "pack", Checkout.PathOf("src/Hoody.Sdk"), "--no-build", "-c", configuration, "-o", _temporary["packages"]);
            Assert.True(pack.ExitCode == 0, pack.Output + pack.Error);
            string path = Assert.Single(Directory.GetFiles(_temporary["packages"], "*.nupkg"));
            using ZipArchive zip = ZipFile.OpenRead(path);
            Files = [.. zip.Entries.Select(entry => entry.FullName)];
            using Stream specification = zip.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
            Specification = XDocument.Load(specification);
            LengthBytes = new FileInfo(path).Length;
            HasSymbols = Directory.GetFiles(_temporary["packages"], "*.snupkg").Length == 1;
        }

        public IReadOnlyList<string> Files { get; }

        public XDocument Specification { get; }

        public long LengthBytes { get; }

        public bool HasSymbols { get; }

        public void Dispose() => _temporary.Dispose();
    }
}
