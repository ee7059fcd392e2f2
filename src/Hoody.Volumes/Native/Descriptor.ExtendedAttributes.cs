using System.Buffers;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Native;

internal sealed partial class Descriptor
{
    /// <summary>XATTR_LIST_MAX and XATTR_SIZE_MAX: Linux hands over no longer list and no longer value.</summary>
    private const int MaxAttributeLength = 65536;
    private const int ShortAttributeLength = 1024;

    /// <summary>Under these names xfs shows the superuser the access lists again, as it keeps them: whoever removes one removes the list.</summary>
    private static ReadOnlySpan<byte> ListsAgain => "trusted.SGI_ACL_"u8;

    /// <summary>The extended attributes that this process may see, sorted by name; none where the file system has none.</summary>
    /// <remarks>What shows another attribute once more is left out.</remarks>
    public Errno GetAttributes(out IReadOnlyList<ExtendedAttribute> attributes)
    {
        attributes = [];
        Span<byte> buffer = stackalloc byte[ShortAttributeLength];
        nint length = List(buffer);
        Errno error = ErrorOf(length);
        return error switch
        {
            Errno.None => length == 0 ? Errno.None : ReadAttributes(buffer[..(int)length], out attributes),
            Errno.ERANGE => GetManyAttributes(out attributes),
            Errno.EOPNOTSUPP => Errno.None,
            _ => error,
        };
    }

    /// <returns>EOPNOTSUPP for a name that <see cref="GetAttributes"/> leaves out.</returns>
    public Errno SetAttribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.StartsWith(ListsAgain))
        {
            return Errno.EOPNOTSUPP;
        }

        Span<byte> terminated = Terminate(name, stackalloc byte[NameBufferLength]);
        return ErrorOf(IsPathOnly
            ? Libc.SetAttribute(ProcPath(stackalloc byte[ProcPathLength]), terminated, value, value.Length, 0)
            : Libc.SetAttribute(this, terminated, value, value.Length, 0));
    }

    public Errno RemoveAttribute(ReadOnlySpan<byte> name)
    {
        Span<byte> terminated = Terminate(name, stackalloc byte[NameBufferLength]);
        return ErrorOf(IsPathOnly
            ? Libc.RemoveAttribute(ProcPath(stackalloc byte[ProcPathLength]), terminated)
            : Libc.RemoveAttribute(this, terminated));
    }

    private nint List(Span<byte> buffer) => IsPathOnly
        ? Libc.ListAttributes(ProcPath(stackalloc byte[ProcPathLength]), buffer, buffer.Length)
        : Libc.ListAttributes(this, buffer, buffer.Length);

    private nint Get(ReadOnlySpan<byte> terminatedName, Span<byte> buffer) => IsPathOnly
        ? Libc.GetAttribute(ProcPath(stackalloc byte[ProcPathLength]), terminatedName, buffer, buffer.Length)
        : Libc.GetAttribute(this, terminatedName, buffer, buffer.Length);

    private Errno GetManyAttributes(out IReadOnlyList<ExtendedAttribute> attributes)
    {
        attributes = [];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxAttributeLength);
        try
        {
            nint length = List(buffer);
            Errno error = ErrorOf(length);
            return error == Errno.None ? ReadAttributes(buffer.AsSpan(0, (int)length), out attributes) : error;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Errno ReadAttributes(ReadOnlySpan<byte> names, out IReadOnlyList<ExtendedAttribute> attributes)
    {
        List<ExtendedAttribute> found = [];
        attributes = found;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxAttributeLength);
        try
        {
            while (!names.IsEmpty)
            {
                int end = names.IndexOf((byte)0) + 1;
                if (names.StartsWith(ListsAgain))
                {
                    names = names[end..];
                    continue;
                }

                nint length = Get(names[..end], buffer);
                Errno error = ErrorOf(length);

                // ENODATA: removed since the list was read.
                if (error is not (Errno.None or Errno.ENODATA))
                {
                    return error;
                }

                if (error == Errno.None)
                {
                    found.Add(new ExtendedAttribute(names[..(end - 1)].ToArray(), buffer.AsSpan(0, (int)length).ToArray()));
                }

                names = names[end..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        found.Sort(static (left, right) => left.Name.Span.SequenceCompareTo(right.Name.Span));
        return Errno.None;
    }
}
