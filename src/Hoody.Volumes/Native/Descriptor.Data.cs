using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Native;

internal sealed partial class Descriptor
{
    /// <summary>Fills <paramref name="buffer"/> from <paramref name="offset"/>; short only at the end of the file.</summary>
    public Errno Read(long offset, Span<byte> buffer, out int count)
    {
        count = 0;
        while (count < buffer.Length)
        {
            nint read = Libc.Read(this, buffer[count..], buffer.Length - count, offset + count);
            Errno error = ErrorOf(read);
            if (read > 0)
            {
                count += (int)read;
            }
            else if (error != Errno.EINTR)
            {
                return error;
            }
        }

        return Errno.None;
    }

    /// <summary>Writes all of <paramref name="bytes"/> at <paramref name="offset"/>.</summary>
    public Errno Write(long offset, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written = Libc.Write(this, bytes, bytes.Length, offset);
            Errno error = ErrorOf(written);
            if (error is not (Errno.None or Errno.EINTR))
            {
                return error;
            }

            int count = Math.Max(0, (int)written);
            bytes = bytes[count..];
            offset += count;
        }

        return Errno.None;
    }

    /// <summary>Forgets what is in memory of the file and on the disk already, so that it is read from there. A wish: what is in use stays.</summary>
    public void DropCached() => _ = Libc.Advise(this, 0, 0, Libc.AdviseDoNotNeed);

    public Errno SetLength(long length)
    {
        Errno error;
        do
        {
            error = ErrorOf(Libc.SetLength(this, length));
        }
        while (error == Errno.EINTR);

        return error;
    }

    /// <summary>Shares a range of the disk's blocks with the same place of another file, as a copy of it that takes no room.</summary>
    /// <remarks>
    /// The range is whole blocks, and may end within one where <paramref name="source"/> ends. EOPNOTSUPP where the file system cannot, EXDEV between two of them, EINVAL where the
    /// range does not fit, and others: none of them changes anything.
    /// </remarks>
    public Errno CloneFrom(Descriptor source, long offset, long length)
    {
        bool isHeld = false;
        try
        {
            source.DangerousAddRef(ref isHeld);
            Libc.CloneRangeArguments range = new()
            {
                SourceDescriptor = source.DangerousGetHandle(),
                SourceOffset = offset,
                Length = length,
                DestinationOffset = offset,
            };
            Errno error;
            do
            {
                error = ErrorOf(Libc.CloneRange(this, ref range));
            }
            while (error == Errno.EINTR);

            return error;
        }
        finally
        {
            if (isHeld)
            {
                source.DangerousRelease();
            }
        }
    }

    /// <summary>The holes that the file system reports below <paramref name="length"/>: a hint, since some have reported data as a hole.</summary>
    /// <returns>None where the file system cannot tell.</returns>
    public IReadOnlyList<Hole> FindHoles(long length)
    {
        List<Hole>? holes = null;
        long position = 0;
        while (position < length)
        {
            long start = Libc.Seek(this, position, Libc.SeekHole);
            if (start < position || start >= length)
            {
                break;
            }

            long end = Libc.Seek(this, start, Libc.SeekData);
            end = end < 0 ? length : Math.Min(end, length);
            if (end <= start)
            {
                break;
            }

            (holes ??= []).Add(new Hole(start, end - start));
            position = end;
        }

        return holes ?? (IReadOnlyList<Hole>)[];
    }
}
