using FsCheck.Xunit;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Tests.Reading;

public sealed class ReadRangeTests
{
    [Fact]
    public void Neighbours_are_one_read()
    {
        LocatedBlob[] blobs = [At(0, 100), At(152, 100), At(304, 100)];
        ReadRange range = Assert.Single(ReadRange.Plan(blobs));
        Assert.Equal((0, 304 + 152), (range.Offset, range.Length));
    }

    [Fact]
    public void A_small_gap_is_read_and_a_large_one_is_not()
    {
        int end = 152;
        Assert.Single(ReadRange.Plan([At(0, 100), At(end + ReadRange.MaxGap, 100)]));
        Assert.Equal(2, ReadRange.Plan([At(0, 100), At(end + ReadRange.MaxGap + 1, 100)]).Count());
    }

    [Fact]
    public void A_read_follows_another_one_only_in_its_pack_and_near_its_end()
    {
        ReadRange Of(LocatedBlob blob) => Assert.Single(ReadRange.Plan([blob]));
        ReadRange first = Of(At(0, 100));
        Assert.True(Of(At(152, 100)).Follows(first));
        Assert.True(Of(At(152 + ReadRange.MaxGap, 100)).Follows(first));
        Assert.False(Of(At(153 + ReadRange.MaxGap, 100)).Follows(first));
        Assert.False(Of(At(151, 100)).Follows(first));
        Assert.False(Of(At(152, 100) with { PackId = Blake3Hasher.Hash("other"u8) }).Follows(first));
    }

    [Fact]
    public void Two_packs_are_two_reads()
    {
        LocatedBlob other = At(152, 100) with { PackId = Blake3Hasher.Hash("other"u8) };
        Assert.Equal(2, ReadRange.Plan([At(0, 100), other]).Count());
    }

    [Fact]
    public void A_record_longer_than_a_read_is_a_read_by_itself()
    {
        LocatedBlob[] blobs = [At(0, 100), At(152, ReadRange.MaxLength + 5), At(152 + ReadRange.MaxLength + 57, 100)];
        Assert.Equal([152, ReadRange.MaxLength + 57, 152], ReadRange.Plan(blobs).Select(range => range.Length));
    }

    [Property]
    public void Every_blob_is_in_exactly_one_read_that_covers_it_and_reads_are_bounded(ushort[] gaps)
    {
        int offset = 0;
        LocatedBlob[] blobs = [.. gaps.Select((gap, i) =>
        {
            LocatedBlob blob = At(offset + (gap * 3), 30_000);
            offset = (int)blob.End - (i % 5 == 0 ? blob.Location.RecordLength : 0); // now and then the same place twice
            return blob;
        }).OrderBy(blob => blob.Location.Offset)];

        ReadRange[] ranges = [.. ReadRange.Plan(blobs)];

        Assert.Equal(blobs, ranges.SelectMany(range => range.Blobs));
        Assert.All(ranges, range =>
        {
            Assert.InRange(range.Length, 1, ReadRange.MaxLength);
            Assert.All(range.Blobs, blob => Assert.True(blob.Location.Offset >= range.Offset && blob.End <= range.Offset + range.Length));
        });
    }

    [Fact]
    public void Reads_are_no_longer_than_is_asked_for()
    {
        LocatedBlob[] blobs = [At(0, 100), At(152, 100), At(304, 100)];
        Assert.Equal([304, 152], ReadRange.Plan(blobs, maxLength: 400).Select(range => range.Length));
    }

    private static LocatedBlob At(int offset, int storedLength) => new(0, default, BlobKind.Chunk, default, new PackEntryLocation(offset, storedLength));
}
