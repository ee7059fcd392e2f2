using System.Buffers;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>The chunks that a file being written has from a donor: shared with it in runs as long as they come, or else copied. For one thread.</summary>
/// <remarks>
/// A chunk is taken when the hash of its bytes says so: of those that were shared, read where they arrived; of those that are copied, in memory between reading and writing. So no
/// writer to the donor can make a file of this moment and that one. Cuts lie anywhere and what is shared is whole blocks, so the two ends of a run are copied.
/// </remarks>
internal sealed class DonatedChunks(ExportSession session, Descriptor file, long lengthBytes, FileDonor donor, HoleMap holes) : IDisposable
{
    // 128 KiB of memory for a run of about 256 MiB, whose ends cost two blocks.
    private const int MaxRunLength = 4_096;

    private readonly HoleMap _donorHoles = new(donor.File.FindHoles(donor.LengthBytes));
    private readonly List<(long Offset, ChunkSpan Chunk)> _run = [];
    private readonly List<(long Offset, ChunkSpan Chunk)> _missing = [];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(donor.BlockLength);
    private bool _canShare = !session.CannotShare;

    /// <summary>Whether the chunk comes from the donor, unless <see cref="Finish"/> lists it. Called for chunks in the order of their offsets.</summary>
    /// <param name="offset">Where in both files it is.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="index">The how manieth it is.</param>
    public bool TryTake(long offset, ChunkSpan chunk, int index)
    {
        // What is a hole in one of the two and data in the other would arrive as the wrong one.
        if (offset + chunk.LengthBytes > donor.LengthBytes || holes.Overlaps(offset, chunk.LengthBytes) || _donorHoles.Overlaps(offset, chunk.LengthBytes))
        {
            return false;
        }

        if (_run.Count == MaxRunLength || (_run.Count > 0 && offset != EndOfRun))
        {
            TakeRun();
        }

        if (!_canShare)
        {
            return TryCopy(offset, chunk);
        }

        bool isTaken = index < donor.LikelyChunks || Has(donor.File, offset, chunk);
        if (isTaken)
        {
            _run.Add((offset, chunk));
        }

        return isTaken;
    }

    /// <summary>Takes what is left; gives the chunks that did not arrive after all: the store has them.</summary>
    public IReadOnlyList<(long Offset, ChunkSpan Chunk)> Finish()
    {
        TakeRun();
        return _missing;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private long EndOfRun => _run[^1].Offset + _run[^1].Chunk.LengthBytes;

    private void TakeRun()
    {
        bool isShared = _canShare && _run.Count > 0 && TryShare(_run[0].Offset, EndOfRun);
        foreach ((long offset, ChunkSpan chunk) in _run)
        {
            if (isShared ? !Has(file, offset, chunk) : !TryCopy(offset, chunk))
            {
                _missing.Add((offset, chunk));
            }
        }

        _run.Clear();
    }

    private bool TryShare(long start, long end)
    {
        long from = (start + donor.BlockLength - 1) / donor.BlockLength * donor.BlockLength;
        long to = end == donor.LengthBytes && end == lengthBytes ? end : end / donor.BlockLength * donor.BlockLength;
        if (from >= to)
        {
            return false; // Not a block of it.
        }

        Errno error = file.CloneFrom(donor.File, from, to - from);
        if (error != Errno.None)
        {
            _canShare = false;
            session.CannotShare |= error is Errno.EOPNOTSUPP or Errno.ENOTTY or Errno.ENOSYS or Errno.EXDEV;
            return false;
        }

        session.CountCloned(to - from);
        CopyEnd(start, from);
        CopyEnd(to, end);
        return true;
    }

    // Whether that went well is seen when the chunk is read.
    private void CopyEnd(long start, long end)
    {
        Span<byte> place = _buffer.AsSpan(0, (int)(end - start));
        if (donor.File.Read(start, place, out int count) == Errno.None && count == place.Length && file.Write(start, place) == Errno.None)
        {
            session.CountWritten(place.Length);
        }
    }

    private bool TryCopy(long offset, ChunkSpan chunk)
    {
        bool isCopied = donor.MayBeCopied && Has(donor.File, offset, chunk) && file.Write(offset, _buffer.AsSpan(0, chunk.LengthBytes)) == Errno.None;
        session.CountWritten(isCopied ? chunk.LengthBytes : 0);
        return isCopied;
    }

    /// <summary>Reads the chunk's place into the buffer. What cannot be read differs: the store has it.</summary>
    private bool Has(Descriptor source, long offset, ChunkSpan chunk) => FileWriter.HasChunk(source, offset, chunk, ref _buffer);
}
