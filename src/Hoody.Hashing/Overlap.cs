using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hoody.Hashing;

/// <summary>Whether two spans share a byte, whatever their types and however long they are.</summary>
internal static unsafe class Overlap
{
    // Not as spans of bytes, which end at 2 GiB: 67 million digests are more.
    public static bool Exists<TLeft, TRight>(ReadOnlySpan<TLeft> left, ReadOnlySpan<TRight> right)
        where TLeft : unmanaged
        where TRight : unmanaged
    {
        nint distance = Unsafe.ByteOffset(
            ref Unsafe.As<TLeft, byte>(ref MemoryMarshal.GetReference(left)), ref Unsafe.As<TRight, byte>(ref MemoryMarshal.GetReference(right)));
        return !left.IsEmpty && !right.IsEmpty
            && ((nuint)distance < (nuint)left.Length * (nuint)sizeof(TLeft) || (nuint)(-distance) < (nuint)right.Length * (nuint)sizeof(TRight));
    }
}
