using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hoody.Volumes.Import;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Import;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("*.tmp", "a.tmp", true)]
    [InlineData("*.tmp", "deep/down/a.tmp", true)]
    [InlineData("*.tmp", "a.tmp.txt", false)]
    [InlineData("/a", "a", true)]
    [InlineData("/a", "b/a", false)]
    [InlineData("var/cache", "var/cache", true)]
    [InlineData("var/cache", "usr/var/cache", false)]
    [InlineData("var/*", "var/lib", true)]
    [InlineData("var/*", "var/lib/x", false)]
    [InlineData("**/logs", "logs", true)]
    [InlineData("**/logs", "a/b/logs", true)]
    [InlineData("a/**/z", "a/z", true)]
    [InlineData("a/**/z", "a/b/c/z", true)]
    [InlineData("a/**/m/**/z", "a/m/x/m/y/z", true)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("a/**", "a", false)]
    [InlineData("a**", "b/abc", true)]
    [InlineData("?", "é", true)]
    [InlineData("?", "ab", false)]
    [InlineData("[a-cx]", "b", true)]
    [InlineData("[a-cx]", "d", false)]
    [InlineData("[!a-c]", "d", true)]
    [InlineData("[à-ï]", "é", true)]
    [InlineData("[]]", "]", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "a", false)]
    [InlineData("\\!x", "!x", true)]
    [InlineData("*a*b", "xaybzab", true)]
    public void A_pattern_says_what_git_says(string pattern, string path, bool isMatch) =>
        Assert.Equal(isMatch, new GlobPattern(pattern).IsMatch(TreePath.Parse(path), EntryType.File));

    [Fact]
    public void A_pattern_with_a_slash_at_its_end_is_for_directories()
    {
        GlobPattern pattern = new("build/");

        Assert.True(pattern.IsMatch(TreePath.Parse("src/build"), EntryType.Directory));
        Assert.False(pattern.IsMatch(TreePath.Parse("src/build"), EntryType.File));
    }

    [Fact]
    public void A_byte_that_is_not_utf8_is_one_character()
    {
        TreePath path = TreePath.Root.Combine(new EntryName([(byte)'a', 0xff, (byte)'z']));

        Assert.True(new GlobPattern("a?z").IsMatch(path, EntryType.File));
        Assert.True(new GlobPattern("a[!b]z").IsMatch(path, EntryType.File));
        Assert.False(new GlobPattern("a??z").IsMatch(path, EntryType.File));
        Assert.False(new GlobPattern("a\ufffdz").IsMatch(path, EntryType.File));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a/../b")]
    [InlineData("!a")]
    [InlineData("[a")]
    [InlineData("[]")]
    [InlineData("[!")]
    [InlineData("a\\")]
    [InlineData("a\0b")]
    public void What_is_no_pattern_is_refused(string text) => Assert.Throws<ArgumentException>(() => new GlobPattern(text));

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => Assert.ThrowsAny<ArgumentException>(() => new GlobPattern("\ud800"));

    [Property(MaxTest = 2000)]
    public Property It_agrees_with_a_regular_expression()
    {
        Gen<string> name = Gen.Elements('a', 'b').NonEmptyListOf().Select(letters => new string([.. letters.Take(5)]));
        Gen<string> path = name.NonEmptyListOf().Select(names => string.Join('/', names.Take(5)));
        Gen<string> part = Gen.OneOf(
            Gen.Constant("**"),
            Gen.Elements("a", "b", "*", "?", "[ab]", "[!a]").NonEmptyListOf().Select(tokens => string.Concat(tokens.Take(5))).Where(text => text != "**"));
        Gen<string> pattern = part.NonEmptyListOf().Select(parts => "/" + string.Join('/', parts.Take(5)));
        return Prop.ForAll(
            pattern.ToArbitrary(),
            path.ToArbitrary(),
            (glob, tested) => new GlobPattern(glob).IsMatch(TreePath.Parse(tested), EntryType.File) == ToRegex(glob).IsMatch("/" + tested));
    }

    [Fact]
    public void A_pattern_made_to_be_slow_is_not()
    {
        // A matcher that tried each star against each length would need more steps than there are.
        GlobPattern pattern = new(string.Concat(Enumerable.Repeat("a*", 100)) + "b");

        Assert.False(pattern.IsMatch(TreePath.Parse(new string('a', 250)), EntryType.File));
    }

    private static Regex ToRegex(string glob)
    {
        StringBuilder regex = new("^");
        string[] names = glob[1..].Split('/');
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i];
            string some = i == names.Length - 1 ? "+" : "*";
            regex.Append(name == "**" ? "(/[^/]+)" + some : "/" + name.Replace("*", "[^/]*").Replace("?", "[^/]").Replace("[!a]", "[^/a]"));
        }

        return new Regex(regex.Append('$').ToString(), RegexOptions.NonBacktracking);
    }
}
