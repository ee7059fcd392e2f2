using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Import;

/// <summary>The names of one file, some of which are as they were: what is put in the tree must be one file, whatever happens to it meanwhile.</summary>
public sealed class HardLinkGroupTests
{
    private const ulong Number = 5;
    private readonly HardLinkGroup _group = new(TreePath.Parse("a"), EntryType.File, inode: 0);

    [Fact]
    public void A_name_that_could_be_kept_waits_for_the_reading_that_another_name_needs()
    {
        _group.Add(Slot("a"), Number);
        Assert.True(_group.Add(Slot("b"), null));
        _group.SetNumber(Number);

        Assert.Empty(_group.TakeReady());
        Assert.True(_group.TryTakeForReading(out EntrySlot slot));
        Assert.Empty(_group.TakeReady());

        _group.SetRead(slot, Arrival.Of(Sample.File("b", "new"), default, isTrusted: true));
        Assert.Equal(["a new", "b new"], _group.TakeReady().Select(Text).Order());
    }

    [Fact]
    public void A_name_is_kept_when_the_one_that_had_to_be_read_is_gone()
    {
        _group.Add(Slot("a"), Number);
        _group.Add(Slot("b"), null);
        _group.SetNumber(Number);
        Assert.True(_group.TryTakeForReading(out _));

        Assert.False(_group.TryTakeForReading(out _));

        Assert.Equal(["a kept"], _group.TakeReady().Select(Text));
    }

    // The frame is the directory's, and nobody's here.
    private static EntrySlot Slot(string name) => new(null!, 0, new EntryName(name));

    private static string Text((EntrySlot Slot, Arrival Arrival) ready) =>
        $"{ready.Slot.Name} {(ready.Arrival.IsKept ? "kept" : ready.Arrival.Entry?.Content == Sample.File("b", "new").Content ? "new" : "other")}";
}
