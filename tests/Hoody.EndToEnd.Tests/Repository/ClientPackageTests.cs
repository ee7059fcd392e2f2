using System.Buffers.Binary;
using System.Xml.Linq;
using Hoody.Testing;

namespace Hoody.EndToEnd.Tests.Repository;

/// <summary>What a user of the client's package gets.</summary>
[Collection(ClientPackageGroup.Name)]
public sealed class ClientPackageTests(ClientPackage package)
{
    private const long MaxLengthBytes = 400 * 1024;

    [Fact]
    public void It_holds_one_assembly_its_documentation_a_readme_and_an_icon() => Assert.Equal(
        ["README.md", "icon.png", "lib/net10.0/Hoody.Sdk.dll", "lib/net10.0/Hoody.Sdk.xml"],
        package.Files.Keys.Where(IsOurs).Order(StringComparer.Ordinal));

    [Fact]
    public void It_brings_Microsoft_Extensions_Http_of_the_10_0_line_and_nothing_else()
    {
        XElement dependency = Assert.Single(package.Metadata.Descendants(), e => e.Name.LocalName == "dependency");
        Assert.Equal("Microsoft.Extensions.Http", dependency.Attribute("id")!.Value);
        Assert.StartsWith("10.0.", dependency.Attribute("version")!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("license", "MIT")]
    [InlineData("readme", "README.md")]
    [InlineData("icon", "icon.png")]
    public void It_names_its_licence_readme_and_icon(string element, string value) => Assert.Equal(value, package.Element(element).Value);

    [Fact]
    public void Its_licence_is_an_SPDX_expression() => Assert.Equal("expression", package.Element("license").Attribute("type")!.Value);

    [Fact]
    public void Its_icon_is_a_PNG_of_128_by_128()
    {
        ReadOnlySpan<byte> icon = package.Files["icon.png"];
        Assert.Equal([0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n'], icon[..8].ToArray());
        Assert.Equal((128, 128), (BinaryPrimitives.ReadInt32BigEndian(icon[16..]), BinaryPrimitives.ReadInt32BigEndian(icon[20..])));
    }

    [Fact]
    public void It_names_the_commit_it_was_made_of()
    {
        XElement repository = package.Element("repository");
        Assert.Equal("git", repository.Attribute("type")!.Value);
        Assert.Equal(Tool.Run("git", "-C", Checkout.Root, "rev-parse", "HEAD").Output.Trim(), repository.Attribute("commit")!.Value);
    }

    [Fact]
    public void It_is_small() => Assert.InRange(package.LengthBytes, 1, MaxLengthBytes);

    // The rest is how the package format keeps its own books.
    private static bool IsOurs(string name) =>
        !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal)
            && name is not ("[Content_Types].xml" or "Hoody.Sdk.nuspec");
}
