using System.IO.Compression;
using System.Xml.Linq;
using Hoody.Testing;

namespace Hoody.EndToEnd.Tests.Repository;

/// <summary>The client's package and its symbols, packed from what these tests were built with, and opened.</summary>
public sealed class ClientPackage : IDisposable
{
    private readonly TempDirectory _temporary = new();
    private readonly Dictionary<string, byte[]> _files;

    public ClientPackage()
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        ToolResult pack = Tool.Run(
            "dotnet", "pack", Checkout.PathOf("src/Hoody.Sdk"), "--no-build", "-c", configuration, "-o", _temporary["packages"]);
        Assert.True(pack.ExitCode == 0, pack.Output + pack.Error);
        string path = Assert.Single(Directory.GetFiles(_temporary["packages"], "*.nupkg"));
        LengthBytes = new FileInfo(path).Length;
        _files = ReadAll(path);
        Metadata = XDocument.Load(new MemoryStream(_files["Hoody.Sdk.nuspec"])).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
        Symbols = ReadAll(Assert.Single(Directory.GetFiles(_temporary["packages"], "*.snupkg")));
    }

    public long LengthBytes { get; }

    public IReadOnlyDictionary<string, byte[]> Files => _files;

    public IReadOnlyDictionary<string, byte[]> Symbols { get; }

    public XElement Metadata { get; }

    public XElement Element(string name) => Metadata.Elements().Single(e => e.Name.LocalName == name);

    public void Dispose() => _temporary.Dispose();

    private static Dictionary<string, byte[]> ReadAll(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        return zip.Entries.ToDictionary(entry => entry.FullName, Read);
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using Stream content = entry.Open();
        using MemoryStream copy = new();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}

/// <summary>Packed once for all: two that pack at the same time write one file, the specification of the package, below <c>artifacts/obj</c>.</summary>
[CollectionDefinition(Name)]
public sealed class ClientPackageGroup : ICollectionFixture<ClientPackage>
{
    public const string Name = "client package";
}
