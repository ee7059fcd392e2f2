using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Tests.Backends;

public sealed class ObjectPagesTests
{
    private const int SlotCount = 16;

    [Fact]
    public void A_page_that_was_kept_is_read_in_part_or_whole()
    {
        ObjectPages pages = NewPages();
        long key = ObjectPages.KeyOf(pages.NewFile(), 3);
        byte[] page = StoreFixture.Bytes(1, ObjectPages.PageLength);
        pages.Keep(key, page);

        byte[] part = new byte[100];
        Assert.True(pages.TryRead(key, 900, part));
        Assert.Equal(page[900..1000], part);
        byte[] whole = new byte[ObjectPages.PageLength];
        Assert.True(pages.TryRead(key, 0, whole));
        Assert.Equal(page, whole);
    }

    [Fact]
    public void A_page_of_another_file_or_of_another_number_is_not_here()
    {
        ObjectPages pages = NewPages();
        long file = pages.NewFile();
        pages.Keep(ObjectPages.KeyOf(file, 3), new byte[ObjectPages.PageLength]);
        Assert.False(pages.TryRead(ObjectPages.KeyOf(file, 4), 0, new byte[1]));
        Assert.False(pages.TryRead(ObjectPages.KeyOf(pages.NewFile(), 3), 0, new byte[1]));
        Assert.False(NewPages().TryRead(ObjectPages.KeyOf(file, 3), 0, new byte[1]));
    }

    [Fact]
    public void It_holds_as_many_pages_as_fit_and_the_last_of_those_that_share_a_slot()
    {
        ObjectPages pages = NewPages();
        long file = pages.NewFile();
        for (int i = 0; i < 100 * SlotCount; i++)
        {
            pages.Keep(ObjectPages.KeyOf(file, i), new byte[ObjectPages.PageLength]);
            Assert.True(pages.TryRead(ObjectPages.KeyOf(file, i), 0, new byte[1]));
        }

        Assert.InRange(Enumerable.Range(0, 100 * SlotCount).Count(i => pages.TryRead(ObjectPages.KeyOf(file, i), 0, new byte[1])), 1, SlotCount);
    }

    [Fact]
    public void Whoever_reads_beside_writers_gets_one_page_or_none_and_never_parts_of_two()
    {
        ObjectPages pages = new(2 * ObjectPages.PageLength); // every page shares its slot with half of the others
        long file = pages.NewFile();
        long[] found = new long[4];
        Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = found.Length }, worker =>
        {
            Random random = new(worker);
            byte[] page = new byte[ObjectPages.PageLength];
            for (int i = 0; i < 20_000; i++)
            {
                int number = random.Next(8);
                if (i % 2 == worker % 2)
                {
                    page.AsSpan().Fill((byte)number);
                    pages.Keep(ObjectPages.KeyOf(file, number), page);
                }
                else if (pages.TryRead(ObjectPages.KeyOf(file, number), 0, page))
                {
                    Assert.Equal(-1, page.AsSpan().IndexOfAnyExcept((byte)number));
                    found[worker]++;
                }
            }
        });

        Assert.NotEqual(0, found.Sum());
    }

    private static ObjectPages NewPages() => new(SlotCount * ObjectPages.PageLength);
}
