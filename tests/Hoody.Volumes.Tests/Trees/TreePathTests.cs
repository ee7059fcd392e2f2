using FsCheck.Xunit;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

public sealed class TreePathTests
{
    [Fact]
    public void Paths_sort_as_a_walk_meets_them()
    {
        string[] walk = ["", "a", "a/b", "a/b/c", "a/b-", "a-b", "a.", "ab", "b"];
        TreePath[] paths = [.. walk.Select(TreePath.Parse)];

        Assert.Equal(paths, paths.Reverse().Order());
    }

    [Theory]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData(".")]
    public void A_path_with_an_unsafe_name_is_refused(string path) => Assert.Throws<ArgumentException>(() => TreePath.Parse(path));

    [Fact]
    public void The_root_is_shown_as_a_dot() => Assert.Equal(".", TreePath.Root.ToString());

    [Property(Arbitrary = [typeof(TreeGenerators)])]
    public bool A_path_ends_in_the_name_it_was_combined_with(TreePath path, EntryName name) => path.Combine(name).Name == name;

    [Property(Arbitrary = [typeof(TreeGenerators)])]
    public bool A_directory_sorts_before_what_is_in_it(TreePath path, EntryName name) => path < path.Combine(name);

    [Property(Arbitrary = [typeof(TreeGenerators)])]
    public bool What_is_in_a_directory_sorts_before_its_next_sibling(TreePath parent, EntryName left, EntryName right, EntryName below) =>
        left == right || parent.Combine(left < right ? left : right).Combine(below) < parent.Combine(left < right ? right : left);
}
