using System.Text.RegularExpressions;
using Hoody.EndToEnd.Tests.Repository;

namespace Hoody.EndToEnd.Tests.Readme;

/// <summary>Every C# sample in a README is a region of a file in this folder, or of a sample, which is compiled here and run by its own test.</summary>
public sealed partial class ReadmeTests
{
    public static TheoryData<string> Readmes =>
        [.. Directory.EnumerateFiles(Checkout.PathOf("src"), "README.md", SearchOption.AllDirectories)
            .Append(Checkout.PathOf("README.md")).Append(Checkout.PathOf("docs/client.md")).Append(Checkout.PathOf("docs/embedding.md"))
            .Select(path => Path.GetRelativePath(Checkout.Root, path))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Readmes))]
    public void Every_sample_is_compiled_and_run(string readme)
    {
        HashSet<string> compiled = [.. CompiledSamples()];

        Assert.All(Samples(readme), sample => Assert.Contains(sample, compiled));
    }

    [Fact]
    public void The_main_readme_has_a_client_sample_and_an_engine_sample() => Assert.Equal(2, Samples("README.md").Count());

    private static IEnumerable<string> Samples(string readme) =>
        Fence().Matches(File.ReadAllText(Checkout.PathOf(readme)).ReplaceLineEndings("\n")).Select(match => Dedent(match.Groups[1].Value));

    private static IEnumerable<string> CompiledSamples() =>
        from file in Checkout.CSharpFiles("tests/Hoody.EndToEnd.Tests/Readme").Concat(Checkout.CSharpFiles("samples/EmbeddedEngine"))
        from match in Region().Matches(File.ReadAllText(Checkout.PathOf(file)).ReplaceLineEndings("\n"))
        select Dedent(match.Groups[1].Value);

    /// <summary>The text without the indentation common to its lines: a README starts at the margin, a method's body does not.</summary>
    private static string Dedent(string text)
    {
        string[] lines = text.Trim('\n').Split('\n');
        int margin = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > margin ? line[margin..].TrimEnd() : "")).Trim();
    }

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*#region README[^\n]*\n(.*?)^\s*#endregion", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Region();
}
