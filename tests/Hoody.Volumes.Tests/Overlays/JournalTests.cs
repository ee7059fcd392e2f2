using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Overlays;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;
using static Hoody.Volumes.Tests.Syncing.SyncFixture;

namespace Hoody.Volumes.Tests.Overlays;

public sealed class JournalTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static VolumeChange[] Changes { get; } =
    [
        new(ChangeKind.Create, At("d/new"), new UnixTime(1_700_000_000, 5)) { Entry = Sample.Link("new", "target") },
        new(ChangeKind.Delete, At("old"), new UnixTime(1, 0)),
        new(ChangeKind.Rename, At("a"), new UnixTime(2, 0)) { To = At("d/b") },
        new(ChangeKind.Link, At("d/b"), new UnixTime(3, 0)) { To = At("c"), Group = 0x1234 },
        new(ChangeKind.SetMetadata, TreePath.Root, new UnixTime(4, 0)) { Entry = Sample.Directory("") with { TreeId = default, ContentOnlyId = default } },
        new(ChangeKind.Write, At("c"), new UnixTime(5, 0)) { Offset = 300, Data = "bytes"u8.ToArray() },
        new(ChangeKind.SetLength, At("c"), new UnixTime(-1, 0)) { Offset = 200 },
    ];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_journal_is_the_golden_file()
    {
        using (Journal journal = Journal.Open(_directory["volume"], Sample.Id(0x10)))
        {
            foreach (VolumeChange change in Changes)
            {
                journal.Append(change);
            }

            journal.Flush();
        }

        Assert.Equal(Sample.Golden("journal-v1.bin"), System.IO.File.ReadAllBytes(_directory["volume/journal"]));
    }

    [Fact]
    public void The_golden_file_is_read_back()
    {
        System.IO.File.WriteAllBytes(Path.Combine(_directory.CreateDirectory("volume"), "journal"), Sample.Golden("journal-v1.bin"));

        using Journal journal = Journal.Open(_directory["volume"], snapshot: null);
        (VolumeChange Change, long DataOffset)[] replayed = [.. journal.Replay()];

        Assert.Equal(Sample.Id(0x10), journal.Snapshot);
        Assert.Equal(Changes.Select(Text), replayed.Select(record => Text(record.Change)));
        byte[] bytes = new byte[5];
        journal.Read(replayed[5].DataOffset, bytes);
        Assert.Equal("bytes"u8.ToArray(), bytes);
    }

    [Theory]
    [InlineData("", typeof(CorruptDataException))]
    [InlineData("HVX\u0001", typeof(CorruptDataException))]
    [InlineData("HVJ\u0001short", typeof(CorruptDataException))]
    [InlineData("HVJ\u0002", typeof(UnsupportedFormatException))]
    public void What_is_no_journal_is_refused(string text, Type error)
    {
        System.IO.File.WriteAllText(Path.Combine(_directory.CreateDirectory("volume"), "journal"), text);

        Assert.IsType(error, Record.Exception(() => Journal.Open(_directory["volume"], snapshot: null)));
    }

    [Fact]
    public async Task A_record_that_fails_its_check_ends_the_journal_and_the_next_one_takes_its_place()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree());
        await fixture.Volume.CreateAsync(At("a"), VolumeFixture.NewFile);
        await fixture.Volume.CreateAsync(At("b"), VolumeFixture.NewFile);
        await fixture.Volume.FlushAsync();
        await fixture.Volume.DisposeAsync();
        string path = Path.Combine(fixture.Path, "journal");
        byte[] journal = await System.IO.File.ReadAllBytesAsync(path);
        journal[^1] ^= 1;
        await System.IO.File.WriteAllBytesAsync(path, journal);

        await using (Volume volume = await fixture.Store.Store.OpenVolumeAsync(fixture.Path))
        {
            Assert.NotNull(await volume.FindAsync(At("a")));
            Assert.Null(await volume.FindAsync(At("b")));
            await volume.CreateAsync(At("c"), VolumeFixture.NewFile);
            await volume.FlushAsync();
        }

        await using Volume again = await fixture.Store.Store.OpenVolumeAsync(fixture.Path);
        Assert.Equal(["a", "c"], (await fixture.Store.CollectAsync(again.ListAsync(TreePath.Root))).Select(entry => entry.Name.ToString()));
    }

    [Theory]
    [InlineData("00 00 00 00", "the kind 0 is unknown")]
    [InlineData("02 00 00 02 2F 61", "no name")]
    [InlineData("02 00 00 02 2E 2E", "no name")]
    [InlineData("02 00 00 04 61 2F 2E 2E", "no name")]
    [InlineData("02 00 00 01 00", "no name")]
    [InlineData("02 00 00 7F 61", "cannot fit")]
    [InlineData("02 00 00 01 61 00", "left over")]
    [InlineData("06 00 00 01 61 FF FF FF FF FF FF FF FF FF 01", "is more than")]
    public void What_is_no_change_is_refused(string hex, string problem)
    {
        CorruptDataException error = Assert.Throws<CorruptDataException>(
            () => ChangeCodec.Decode(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_longer_than_a_record_is_refused_and_those_after_it_are_kept()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree(File("a", "1")));
        ExtendedAttribute[] most = [.. Enumerable.Range(0, 256).Select(i => new ExtendedAttribute(Name(i), new byte[TreeLimits.MaxAttributeValueBytes]))];
        TreeEntry tooMuch = VolumeFixture.NewFile with { ExtendedAttributes = most };

        await Assert.ThrowsAsync<FileTreeException>(() => fixture.Volume.SetMetadataAsync(At("a"), tooMuch));
        await Assert.ThrowsAsync<FileTreeException>(() => fixture.Volume.CreateAsync(At("b"), tooMuch));
        await fixture.Volume.SetMetadataAsync(At("a"), tooMuch with { ExtendedAttributes = most[..128] });
        await fixture.Volume.CreateAsync(At("c"), VolumeFixture.NewFile);
        await fixture.Volume.FlushAsync();
        await fixture.CrashAsync();

        Assert.Equal(["a", "c"], (await fixture.Store.CollectAsync(fixture.Volume.ListAsync(TreePath.Root))).Select(entry => entry.Name.ToString()));
        Assert.Equal(128, (await fixture.Volume.FindAsync(At("a")))?.ExtendedAttributes.Count);

        static byte[] Name(int number) => System.Text.Encoding.ASCII.GetBytes($"user.{number:D3}");
    }

    [Fact]
    public async Task A_change_that_cannot_have_been_made_is_refused()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree());
        BlobId snapshot = fixture.Volume.Snapshot;
        using (Journal journal = Journal.Open(_directory["volume"], snapshot))
        {
            journal.Append(new VolumeChange(ChangeKind.Delete, At("nobody"), default));
            journal.Flush();
        }

        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() => fixture.Store.Store.OpenVolumeAsync(_directory["volume"]));

        Assert.Contains("nobody", error.Message, StringComparison.Ordinal);
    }

    private static TreePath At(string path) => TreePath.Parse(path);

    private static string Text(VolumeChange change) =>
        $"{change with { Data = default }} {Convert.ToHexString(change.Data.Span)}";
}
