using FsCheck.Xunit;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Import;

public sealed class ArrivedEntriesTests
{
    [Property]
    public void Whatever_the_order_of_arrival_entries_are_taken_by_place_and_as_soon_as_those_before_them_are_there(bool[] isKept, int seed)
    {
        TreeEntry?[] entries = [.. isKept.Select((kept, index) => kept ? Sample.File($"{index}") : null)];
        int[] order = [.. Enumerable.Range(0, entries.Length)];
        new Random(seed).Shuffle(order);
        ArrivedEntries arrived = new(entries.Length);
        List<TreeEntry> taken = [];
        for (int arrivals = 1; arrivals <= order.Length; arrivals++)
        {
            arrived.Put(order[arrivals - 1], Arrival.Of(entries[order[arrivals - 1]], default, isTrusted: false));
            while (arrived.TryTake(out int index) is { Entry: { } entry })
            {
                Assert.Same(entries[index], entry);
                taken.Add(entry);
            }

            int complete = Enumerable.Range(0, entries.Length + 1).First(index => !order.Take(arrivals).Contains(index));
            Assert.Equal(entries.Take(complete).OfType<TreeEntry>(), taken);
        }
    }

    [Fact]
    public void One_thread_at_a_time_is_asked_to_take_and_not_for_every_arrival()
    {
        ArrivedEntries arrived = new(0);
        int[] asked = [.. Enumerable.Range(1, 3 * ArrivedEntries.TakingInterval).Where(_ => arrived.TryBeginTaking())];
        arrived.EndTaking();
        int[] again = [.. Enumerable.Range(1, ArrivedEntries.TakingInterval).Where(_ => arrived.TryBeginTaking())];

        Assert.Equal([ArrivedEntries.TakingInterval], asked);
        Assert.Equal([ArrivedEntries.TakingInterval], again);
    }
}
