using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hoody.Hashing.Tests.Chunking;

/// <summary>Memory between two pages that nobody may touch: reading a byte too many, or one before the first, ends the process.</summary>
/// <remarks>Linux on x86 and 64-bit ARM. Its bytes are reached by address, since .NET has no such memory.</remarks>
internal sealed class GuardedBuffer : IDisposable
{
    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    private const int NoAccess = 0, ReadWrite = 1 | 2, PrivateAnonymous = 2 | 0x20;

    private readonly nint _mapping;
    private readonly int _mappedLength;
    private readonly int _length;

    public GuardedBuffer(int minLength)
    {
        int page = Environment.SystemPageSize;
        _length = (minLength + page - 1) / page * page;
        _mappedLength = _length + (2 * page);
        _mapping = Map(0, (nuint)_mappedLength, NoAccess, PrivateAnonymous, -1, 0);
        if (_mapping == -1 || Protect(_mapping + page, (nuint)_length, ReadWrite) != 0)
        {
            throw new Win32Exception();
        }
    }

    /// <summary>The memory from the first byte after one guard to the last before the other.</summary>
    public Span<byte> Bytes =>
        MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), _mapping + Environment.SystemPageSize), _length);

    public void Dispose() => Assert.Equal(0, Unmap(_mapping, (nuint)_mappedLength));

    [DllImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static extern nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static extern int Protect(nint address, nuint length, int protection);

    [DllImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static extern int Unmap(nint address, nuint length);
}
