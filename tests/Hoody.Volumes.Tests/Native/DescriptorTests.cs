using Hoody.Testing;
using Hoody.Volumes.Native;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Native;

public sealed class DescriptorTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly Descriptor _root;

    public DescriptorTests() => Assert.Equal(Errno.None, Descriptor.OpenRoot(_directory.Path, out _root));

    public void Dispose()
    {
        _root.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void What_cannot_be_opened_is_an_error_and_no_descriptor()
    {
        Errno error = Descriptor.OpenRoot(_directory["missing"], out Descriptor missing);

        Assert.Equal((Errno.ENOENT, true), (error, missing.IsInvalid));
    }

    [Theory]
    [InlineData("link")]
    [InlineData("link/inside")]
    [InlineData("plain/link")]
    [InlineData("plain/up")]
    public void No_link_on_the_way_to_a_directory_is_followed(string path)
    {
        Shell.Run(_directory.Path, "mkdir -p plain/inside; ln -s plain link; ln -s inside plain/link; ln -s .. plain/up");

        Errno strict = _root.OpenDirectoryBeneath(TreePath.Parse(path), out Descriptor first);
        Errno byComponents = _root.OpenByComponents(TreePath.Parse(path), out Descriptor second);

        // Which of the two depends on whether the link is the last name.
        Assert.Contains(strict, new[] { Errno.ELOOP, Errno.ENOTDIR });
        Assert.Contains(byComponents, new[] { Errno.ELOOP, Errno.ENOTDIR });
        Assert.True(first.IsInvalid && second.IsInvalid);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("b a", "a b")]
    [InlineData("b a b c a b", "a b c")]
    public void A_name_that_the_system_lists_twice_counts_once(string listed, string expected)
    {
        List<EntryName> names = [.. listed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => new EntryName(name))];

        Descriptor.Order(names);

        Assert.Equal(expected, string.Join(' ', names));
    }

    [Fact]
    public void A_directory_with_more_names_than_anybody_wants_is_not_listed_to_its_end()
    {
        Shell.Run(_directory.Path, "seq -f %09.0f 5000 | xargs touch");

        _root.List(out List<EntryName> names, out _, maxCount: 100);

        Assert.InRange(names.Count, 101, 4_000);
    }

    [Fact]
    public void Both_ways_open_the_same_directory()
    {
        Shell.Run(_directory.Path, "mkdir -p a/b/c");

        Assert.Equal(Errno.None, _root.OpenDirectoryBeneath(TreePath.Parse("a/b/c"), out Descriptor first));
        Assert.Equal(Errno.None, _root.OpenByComponents(TreePath.Parse("a/b/c"), out Descriptor second));

        using (first)
        using (second)
        {
            first.GetStatus(out FileStatus status);
            second.GetStatus(out FileStatus same);
            Assert.Equal(status, same);
        }
    }

    [Fact]
    public void A_path_longer_than_the_system_takes_at_once_opens_too()
    {
        string name = new('d', 250);
        Shell.Run(_directory.Path, $"for i in {{1..20}}; do mkdir {name}; cd {name}; done");
        TreePath path = TreePath.Parse(string.Join('/', Enumerable.Repeat(name, 20)));

        Errno error = _root.OpenDirectoryBeneath(path, out Descriptor opened);

        using (opened)
        {
            Assert.Equal(Errno.None, error);
        }
    }

    [Fact]
    public void Opening_a_pipe_that_nobody_writes_to_does_not_wait()
    {
        Shell.Run(_directory.Path, "mkfifo pipe");

        Errno error = _root.OpenFile(new EntryName("pipe"), out Descriptor pipe);

        using (pipe)
        {
            Assert.Equal(Errno.None, error);
        }
    }

    [Fact]
    public void Names_are_listed_as_bytes_in_their_order()
    {
        Shell.Run(_directory.Path, "touch b a $'\\xff' $'\\x01' B");

        _root.List(out List<EntryName> names, out List<byte[]> unfit);

        Assert.Equal(["\\x01", "B", "a", "b", "\\xff"], names.Select(name => name.ToString()));
        Assert.Empty(unfit);
    }

    [Fact]
    public void A_directory_of_many_names_is_listed_whole()
    {
        Shell.Run(_directory.Path, "for i in {1..3000}; do : > \"a name that takes some room in the listing $i\"; done");

        _root.List(out List<EntryName> names, out _);
        _root.List(out List<EntryName> again, out _);

        Assert.Equal(3000, names.Count);
        Assert.Equal(names, again);
    }
}
