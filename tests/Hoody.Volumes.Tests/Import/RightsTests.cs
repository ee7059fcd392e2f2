using Hoody.Testing;
using Hoody.Volumes.Tests.Fixtures;

namespace Hoody.Volumes.Tests.Import;

/// <summary>What an ordinary user may not, and what the kernel refuses; in a process of its own.</summary>
public sealed class RightsTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public RightsTests() => Shell.Run(_directory.Path, "chmod 755 .; mkdir source target; chmod 777 target; echo 1 > source/open");

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public void An_unreadable_file_fails_the_import_by_its_name()
    {
        Skip.IfNot(ChildProcess.CanBecomeNobody, "needs setpriv and root");
        Shell.Run(_directory.Path, "echo 2 > source/closed; chmod 600 source/closed");

        string[] lines = ChildProcess.CopyAsNobody(_directory["source"], _directory["target/copy"], "fail");

        Assert.StartsWith($"FileTreeException EACCES: {_directory["source/closed"]}: cannot be read", Assert.Single(lines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_directory["target/copy"]));
    }

    [SkippableFact]
    public void Unreadable_entries_can_be_left_out_with_a_notice_each()
    {
        Skip.IfNot(ChildProcess.CanBecomeNobody, "needs setpriv and root");
        Shell.Run(_directory.Path, "echo 2 > source/closed; chmod 600 source/closed; mkdir source/locked; touch source/locked/x; chmod 700 source/locked");

        string[] lines = ChildProcess.CopyAsNobody(_directory["source"], _directory["target/copy"], "report");

        Assert.Equal(["import Unreadable closed", "import Unreadable locked"], lines.Where(line => line.StartsWith("import", StringComparison.Ordinal)));
        Assert.Equal(["open"], Directory.GetFileSystemEntries(_directory["target/copy"]).Select(Path.GetFileName));
    }

    [SkippableFact]
    public void A_sector_that_cannot_be_read_fails_the_import_by_the_name_of_its_file()
    {
        Skip.IfNot(ChildProcess.CanInject, "needs strace");
        Shell.Run(_directory.Path, "rm source/open; head -c 3000000 /dev/urandom > source/bad");

        string[] lines = ChildProcess.CopyWithFault(
            "pread64:error=EIO:when=2+", _directory["source"], _directory["target/copy"], "-P", _directory["source/bad"]);

        Assert.StartsWith($"FileTreeException EIO: {_directory["source/bad"]}", Assert.Single(lines), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_directory_that_can_never_be_opened_ends_the_import()
    {
        Skip.IfNot(ChildProcess.CanInject, "needs strace");

        string[] lines = ChildProcess.CopyWithFault("openat2:error=EAGAIN", _directory["source"], _directory["target/copy"]);

        Assert.StartsWith($"FileTreeException EAGAIN: {_directory["source"]}", Assert.Single(lines), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void What_an_ordinary_user_cannot_give_is_reported_and_the_rest_is_there()
    {
        Skip.IfNot(ChildProcess.CanBecomeNobody, "needs setpriv and root");
        Shell.Run(_directory.Path, "cd source; mknod device c 1 3; chmod 666 device; echo setuid > s; chmod 4755 s; mkdir readonly; echo in > readonly/file; chmod 555 readonly");

        string[] first = ChildProcess.CopyAsNobody(_directory["source"], _directory["target/copy"], "fail");
        string[] second = ChildProcess.CopyAsNobody(_directory["source"], _directory["target/copy"], "fail");

        Assert.Contains("export Entry device", first);
        Assert.Contains("export Owner s", first);
        Assert.Contains("export Mode s", first);
        Assert.Equal(first, second);
        Assert.Equal("755 readonly=555\n", Shell.Run(_directory["target/copy"], "stat -c %a s | tr '\\n' ' '; stat -c %n=%a readonly"));
        Assert.Equal("in\n", File.ReadAllText(_directory["target/copy/readonly/file"]));
    }

    [SkippableFact]
    public void A_directory_without_write_permission_of_the_same_user_can_be_changed()
    {
        Skip.IfNot(ChildProcess.CanBecomeNobody, "needs setpriv and root");
        Shell.Run(_directory.Path, "cd source; mkdir readonly; echo new > readonly/file; chown -R 65534:65534 .; chmod 555 readonly; cp -a . ../target/copy; cd ../target/copy; chmod 755 readonly; echo old > readonly/file; touch readonly/extra; chmod 500 readonly");

        string[] lines = ChildProcess.CopyAsNobody(_directory["source"], _directory["target/copy"], "fail");

        Assert.Empty(lines);
        Assert.Equal(DirectoryListing.Of(_directory["source"]), DirectoryListing.Of(_directory["target/copy"]));
    }

    [SkippableFact]
    public void A_target_without_write_permission_of_the_same_user_can_be_changed()
    {
        Skip.IfNot(ChildProcess.CanBecomeNobody, "needs setpriv and root");
        Shell.Run(_directory.Path, "cd source; echo new > file; chown -R 65534:65534 .; cp -a . ../target/copy; cd ../target/copy; echo old > file; touch extra; chmod 555 . ../../source");

        string[] lines = ChildProcess.CopyAsNobody(_directory["source"], _directory["target/copy"], "fail");

        Assert.Empty(lines);
        Assert.Equal(DirectoryListing.Of(_directory["source"]), DirectoryListing.Of(_directory["target/copy"]));
    }

    [SkippableTheory]
    [InlineData("openat2:error=ENOSYS")]
    [InlineData("openat2:error=EPERM")]
    [InlineData("copy_file_range:error=EXDEV")]
    [InlineData("copy_file_range:error=ENOSYS")]
    public void Where_a_system_call_is_missing_another_way_leads_to_the_same(string injection)
    {
        Skip.IfNot(ChildProcess.CanInject, "needs strace");
        SampleTree.Create(_directory["source"]);
        Shell.Run(_directory.Path, "cp -a source target/copy; cd target/copy; printf changed | dd of=sizes/9000001 bs=1 seek=4000000 conv=notrunc status=none");

        string[] lines = ChildProcess.CopyWithFault(injection, _directory["source"], _directory["target/copy"]);

        Assert.Empty(lines);
        Assert.Equal(DirectoryListing.Of(_directory["source"]), DirectoryListing.Of(_directory["target/copy"]));
    }
}
