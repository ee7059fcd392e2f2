using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

public sealed class TreeTotalsTests
{
    [Fact]
    public void Totals_count_everything_below_a_directory_and_not_itself()
    {
        TreeEntry inner = Sample.Directory("d", Sample.File("a", "12345"), Sample.Link("b", "a"));
        TreeEntry outer = Sample.Directory("", inner, Sample.File("e", "123"));

        Assert.Equal(new TreeTotals(Files: 2, Directories: 1, OtherEntries: 1, LengthBytes: 8), outer.Totals);
        Assert.Equal(4, outer.Totals.Entries);
    }

    [Fact]
    public void Lengths_that_do_not_add_up_in_63_bits_are_refused()
    {
        TreeEntry file = Sample.File("a") with { Length = long.MaxValue };

        Assert.Throws<OverflowException>(() => TreeTotals.Of([file, file with { Name = new EntryName("b") }]));
    }
}
