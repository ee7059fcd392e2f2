using Hoody.Volumes.Trees;
using static Hoody.Volumes.Tests.Syncing.SyncFixture;

namespace Hoody.Volumes.Tests.Overlays;

/// <summary>Small writes wait in memory, up to a bound, and a flush writes out what waits.</summary>
public sealed class SmallWritesTests
{
    private const int WriteLength = 4 << 10;
    private const int BufferLength = 1 << 20;

    private static readonly TreePath s_file = TreePath.Parse("file");

    [Fact]
    public async Task They_reach_the_journal_a_MiB_at_a_time_and_the_rest_with_a_flush()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree());
        await fixture.Volume.CreateAsync(s_file, VolumeFixture.NewFile);
        HashSet<long> lengths = [];
        long written = 0;
        for (int i = 0; i < 1_000; i++)
        {
            await fixture.Volume.WriteAsync(s_file, written, Block(i));
            written += WriteLength;
            lengths.Add(JournalLength(fixture));
            Assert.InRange(written - JournalLength(fixture), -BufferLength, BufferLength);
        }

        Assert.InRange(lengths.Count, 3, 5); // 4 MB, so that many times something was written out, and the beginning
        await fixture.Volume.FlushAsync();

        Assert.InRange(JournalLength(fixture), written, written * 21 / 20);
    }

    [Fact]
    public async Task They_are_read_back_from_memory_and_from_the_file()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree());
        await fixture.Volume.CreateAsync(s_file, VolumeFixture.NewFile);
        List<byte> expected = [];
        for (int i = 0; i < 400; i++)
        {
            await fixture.Volume.WriteAsync(s_file, expected.Count, Block(i));
            expected.AddRange(Block(i));
        }

        Assert.InRange(JournalLength(fixture), BufferLength, expected.Count - 1);
        Assert.Equal(expected, await fixture.ReadAsync("file"));
    }

    private static byte[] Block(int number)
    {
        byte[] block = new byte[WriteLength];
        new Random(number).NextBytes(block);
        return block;
    }

    private static long JournalLength(VolumeFixture fixture) => new FileInfo(Path.Combine(fixture.Path, "journal")).Length;
}
