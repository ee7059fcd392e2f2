using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;
using Hoody.Hashing;
using Hoody.Testing;

namespace Hoody.ChunkStore.Tests.Reading;

/// <summary>Ranges of which only the records are read.</summary>
public sealed class RangePartsTests
{
    private const int RecordLength = 152;

    [Fact]
    public void A_part_ends_where_more_lies_between_two_records_than_a_call_costs()
    {
        RangeParts parts = PartsOf(At(0), At(RecordLength), At((2 * RecordLength) + RangeParts.MaxGap), At((3 * RecordLength) + (2 * RangeParts.MaxGap) + 1));
        Assert.Equal([new ByteRange(0, (3 * RecordLength) + RangeParts.MaxGap), new((3 * RecordLength) + (2 * RangeParts.MaxGap) + 1, RecordLength)], parts.Parts);
        Assert.Equal((4 * RecordLength) + RangeParts.MaxGap, parts.Length);
    }

    [Fact]
    public void A_record_that_is_wanted_twice_is_in_one_part_once() =>
        Assert.Equal([new ByteRange(7, RecordLength)], PartsOf(At(7), At(7)).Parts);

    [Fact]
    public void Places_are_found_behind_what_was_left_out()
    {
        int[] offsets = [5, 20_000, 20_500, 50_000];
        RangeParts parts = PartsOf([.. offsets.Select(At)]);
        Assert.Equal([0, RecordLength, RecordLength + 500, RecordLength + 500 + RecordLength], offsets.Select(parts.PositionOf));
    }

    [Fact]
    public async Task Of_a_disk_parts_come_one_behind_the_other_and_end_where_the_object_does()
    {
        using TempDirectory directory = new();
        await using DiskBackend disk = new(directory.Path);
        byte[] content = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
        await disk.CreateIfAbsentAsync("a", new(content), default);
        byte[] read = new byte[30];

        int count = await ((IPartsBackend)disk).ReadPartsAsync("a", [new ByteRange(3, 5), new ByteRange(50, 10), new ByteRange(95, 10), new ByteRange(110, 5)], read, default);

        Assert.Equal([.. content[3..8], .. content[50..60], .. content[95..]], read[..count]);
    }

    [Fact]
    public async Task Of_a_disk_a_batch_gives_blobs_from_behind_what_was_left_out()
    {
        using TempDirectory directory = new();
        await using BlobStore blobs = await BlobStore.CreateAsync(new DiskBackend(directory.Path));
        List<BlobId> ids = [];
        await using (BlobWriter writer = blobs.BeginWrite())
        {
            for (int i = 0; i < 300; i++)
            {
                ids.Add(await writer.PutAsync(BlobKind.Chunk, Data(i)));
            }

            await writer.FlushAsync();
        }

        await foreach (FetchedBlob fetched in blobs.GetManyAsync([.. ids.Where((_, i) => i % 11 == 0)], BlobKind.Chunk))
        {
            using FetchedBlob blob = fetched;
            Assert.Equal(Data(11 * blob.Index), blob.Plain);
        }
    }

    private static byte[] Data(int seed)
    {
        byte[] data = new byte[1_000 + seed];
        new Random(seed).NextBytes(data);
        return data;
    }

    private static RangeParts PartsOf(params LocatedBlob[] blobs) => new(Assert.Single(ReadRange.Plan(blobs)));

    private static LocatedBlob At(int offset) => new(0, default, BlobKind.Chunk, default, new PackEntryLocation(offset, RecordLength - PackRecordHeader.Size));
}
