using System.Text.RegularExpressions;

namespace Hoody.EndToEnd.Tests.Repository;

/// <summary>The documents of formats and protocols name files that exist, and the files name sections that exist.</summary>
public sealed partial class FormatDocumentTests
{
    public static TheoryData<string> Documents => [.. Paths];

    private static string[] Paths =>
    [
        .. Directory.EnumerateFiles(Checkout.PathOf("src"), "*.md", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) is "FORMAT.md" or "PROTOCOL.md")
            .Select(path => Path.GetRelativePath(Checkout.Root, path).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Of_each_kind_there_is_one() => Assert.True(Paths.Length >= 3, string.Join(", ", Paths));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_source_file_that_a_document_lists_exists(string document)
    {
        string folder = ProjectOf(document);
        Assert.Empty(
            from line in File.ReadLines(Checkout.PathOf(document))
            from name in SourceName().Matches(line).Select(match => match.Groups[1].Value)
            where !File.Exists(Checkout.PathOf(folder, $"{name}.cs"))
            select $"{document} names {name}");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_section_that_a_source_file_names_exists(string document)
    {
        HashSet<string> sections = [.. File.ReadLines(Checkout.PathOf(document)).Where(line => line.StartsWith('#')).Select(line => line.TrimStart('#').Trim())];
        Assert.Empty(
            from file in Checkout.CSharpFiles(ProjectOf(document))
            from match in SectionName().Matches(File.ReadAllText(Checkout.PathOf(file)))
            where match.Groups[1].Value == Path.GetFileName(document) && !sections.Contains(match.Groups[2].Value)
            select $"{file} names \"{match.Groups[2].Value}\" of {document}");
    }

    /// <summary>A limit whose file is not listed is one that somebody changes without the document.</summary>
    [Fact]
    public void Every_source_file_of_the_store_with_a_magic_number_is_listed_in_its_format()
    {
        const string Document = "src/Hoody.ChunkStore/FORMAT.md";
        string text = File.ReadAllText(Checkout.PathOf(Document));
        string limits = text[text.IndexOf("## Limits", StringComparison.Ordinal)..];
        Assert.Empty(
            from file in Checkout.CSharpFiles("src/Hoody.ChunkStore")
            where MagicNumber().IsMatch(File.ReadAllText(Checkout.PathOf(file)))
            let name = file["src/Hoody.ChunkStore/".Length..^".cs".Length]
            where !limits.Contains($"`{name}`", StringComparison.Ordinal)
            select name);
    }

    private static string ProjectOf(string document) => string.Join('/', document.Split('/').Take(2));

    // `Packs/PackFooter` in a document: a folder of the project, and a type.
    [GeneratedRegex("`([A-Z][A-Za-z]+/[A-Z][A-Za-z]+)(?:\\.cs)?`")]
    private static partial Regex SourceName();

    [GeneratedRegex("(FORMAT\\.md|PROTOCOL\\.md), \"([^\"]+)\"")]
    private static partial Regex SectionName();

    // "HPK1"u8: letters and a digit, the version.
    [GeneratedRegex("\"H[A-Z]{2}[0-9]\"u8")]
    private static partial Regex MagicNumber();
}
