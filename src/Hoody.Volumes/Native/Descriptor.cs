using System.Runtime.InteropServices;

namespace Hoody.Volumes.Native;

/// <summary>An open file, directory or (opened by path only) any other entry, and what Linux lets one do with it.</summary>
/// <remarks>
/// Every operation returns its error number, because callers treat "gone" and "not permitted" as answers; who knows the path
/// makes the exception. Operations by name take one name and never follow a link in its place.
/// </remarks>
internal sealed partial class Descriptor : SafeHandle
{
    /// <summary>The longest name or path that we hand over from the stack: one name with its NUL.</summary>
    private const int NameBufferLength = 256;

    /// <summary>Called by the marshaller, which fills in the handle.</summary>
    public Descriptor()
        : base(-1, ownsHandle: true)
    {
    }

    // Only the low half is defined: the C library returns an int, and nothing clears the rest of the register.
    public override bool IsInvalid => unchecked((int)handle) < 0;

    /// <summary>Opened with O_PATH: names an entry of any type without touching it.</summary>
    public bool IsPathOnly { get; private set; }

    protected override bool ReleaseHandle()
    {
        if (_isLocked)
        {
            // A program that is being started holds a copy of every descriptor for a moment, and closing this one would leave it the lock.
            _ = Libc.Lock(handle, Libc.Unlock);
        }

        return Libc.Close(handle) == 0;
    }

    private static Errno ErrorOf(long result) => result < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;

    /// <summary>The bytes with a NUL behind them: in <paramref name="buffer"/> where they fit, else on the heap.</summary>
    private static Span<byte> Terminate(ReadOnlySpan<byte> text, Span<byte> buffer)
    {
        Span<byte> result = text.Length < buffer.Length ? buffer[..(text.Length + 1)] : new byte[text.Length + 1];
        text.CopyTo(result);
        result[text.Length] = 0;
        return result;
    }

    /// <summary>The path of this descriptor under <c>/proc</c>: for the calls that refuse an O_PATH descriptor.</summary>
    private ReadOnlySpan<byte> ProcPath(Span<byte> buffer)
    {
        "/proc/self/fd/"u8.CopyTo(buffer);
        const int prefixLength = 14;
        handle.TryFormat(buffer[prefixLength..], out int length, provider: System.Globalization.CultureInfo.InvariantCulture);
        buffer[prefixLength + length] = 0;
        return buffer;
    }
}
