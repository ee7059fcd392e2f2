using System.Runtime.InteropServices;
using Hoody.Testing;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;
using Microsoft.Win32.SafeHandles;

namespace Hoody.Volumes.Tests.Import;

/// <summary>Files that somebody has a lease on, and does not give up: each opening of one would wait for 45 seconds, and in a container anybody may have thousands of them.</summary>
public sealed class LeasedFileTests : IDisposable
{
    private const int SetLease = 1024; // F_SETLEASE
    private const int SetOwner = 8; // F_SETOWN
    private const int WriteLease = 1; // F_WRLCK

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public async Task Are_named_by_an_import()
    {
        string source = _directory.CreateDirectory("source");
        using SafeFileHandle leased = CreateLeased(Path.Combine(source, "file"));
        await using TestStore store = await TestStore.CreateAsync();

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(() => store.ImportAsync(source));

        Assert.Equal((Path.Combine(source, "file"), "EAGAIN"), (error.Path, error.ErrorName));
        ImportResult without = await store.ImportAsync(source, new ImportOptions { Unreadable = UnreadableEntries.Report });
        Assert.Equal(ImportNoticeKind.Unreadable, Assert.Single(without.Notices).Kind);
    }

    [SkippableFact]
    public async Task Are_replaced_by_an_export()
    {
        string source = _directory.CreateDirectory("source");
        File.WriteAllText(Path.Combine(source, "file"), "data");
        await using TestStore store = await TestStore.CreateAsync();
        ImportResult imported = await store.ImportAsync(source);
        string target = _directory.CreateDirectory("target");
        using SafeFileHandle leased = CreateLeased(Path.Combine(target, "file"));

        await store.ExportAsync(imported.Root, target);

        Assert.Equal(imported.Root, (await store.ImportAsync(target)).Root);
    }

    private static SafeFileHandle CreateLeased(string path)
    {
        // By this one handle: another one, closed by now, may still be open in a program that some other test is just starting, and then there is no lease.
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.Write(file, "data"u8, 0);
        bool isLeased = Control(file, SetLease, WriteLease) == 0;
        Skip.IfNot(isLeased, "the file system gives no leases");
        Assert.Equal(0, Control(file, SetOwner, 0)); // nobody is to be told by a signal, which would end this process
        return file;
    }

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int Control(SafeFileHandle file, int command, nint argument);
}
