using Hoody.Testing;
using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.StatCaching;

public sealed class StampTrustTests : IDisposable
{
    private static readonly DateTimeOffset _start = DateTimeOffset.FromUnixTimeSeconds(1_000);

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(997, 997, true)]
    [InlineData(998, 997, false)]
    [InlineData(997, 998, false)]
    [InlineData(5_000, 997, false)]
    public void Both_times_are_older_than_two_seconds(long modified, long changed, bool isTrusted) => Assert.Equal(
        isTrusted, new StampTrust(_start).Trusts(new FileStamp(EntryType.File, 1, 1, new UnixTime(modified, 0), new UnixTime(changed, 999_999_999))));

    [Fact]
    public void Looking_for_distinct_times_leaves_no_trace()
    {
        using Descriptor root = RootDirectory.Open(_directory.Path);
        root.GetStatus(out FileStatus before);
        ulong? mount = DistinctTimes.FindMount(root);
        root.GetStatus(out FileStatus after);

        Assert.Equal((before.ModifiedTime, before.ChangedTime), (after.ModifiedTime, after.ChangedTime));
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
        Assert.True(mount is null || mount == after.MountId);
    }

    [Fact]
    public void Where_times_are_distinct_no_change_after_a_look_is_missed()
    {
        using Descriptor root = RootDirectory.Open(_directory.Path);
        if (DistinctTimes.FindMount(root) is null)
        {
            return; // Linux before 6.13: nothing is promised
        }

        Assert.Equal(Errno.None, root.CreateFile(new EntryName("file"), Descriptor.OwnerMayReadAndWrite, out Descriptor file));
        using Descriptor opened = file;
        for (int i = 0; i < 10_000; i++)
        {
            file.GetStatus(out FileStatus before);
            Assert.Equal(Errno.None, file.Write(0, [(byte)i]));
            file.GetStatus(out FileStatus after);
            Assert.NotEqual(new FileStamp(before), new FileStamp(after));
        }
    }
}
