using System.IO.Pipes;
using System.Runtime.InteropServices;
using Hoody.ChunkStore.Native;
using Hoody.Testing;
using Microsoft.Win32.SafeHandles;

namespace Hoody.ChunkStore.Tests.Native;

public sealed class LinuxFileTests
{
    // A file on a disk that has just failed does not seek either, and is not to be told from this one.
    [SkippableFact]
    public void A_file_that_does_not_seek_is_an_error_of_the_disk_not_of_the_caller()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Linux calls");
        using AnonymousPipeServerStream pipe = new(PipeDirection.In);
        using SafeFileHandle handle = new(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        using LinuxFile file = new(handle);

        Assert.Equal(Errno.EIO, file.Map(100, out SafeBuffer? memory));
        Assert.Null(memory);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(99)]
    public void A_file_that_somebody_cuts_short_just_before_it_is_mapped_is_one_that_cannot_be_read(int lengthLeft)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Linux calls");
        using TempDirectory directory = new();
        File.WriteAllBytes(directory["cut"], new byte[lengthLeft]);
        using LinuxFile file = new(File.OpenHandle(directory["cut"]));

        Assert.Equal(Errno.EIO, file.Map(100, out SafeBuffer? memory));
        Assert.Null(memory);
    }
}
