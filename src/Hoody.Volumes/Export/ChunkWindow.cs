using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Chunks of one file that the store has to give, gathered so that they are read together, in the order of the packs.</summary>
internal sealed class ChunkWindow
{
    // With what is read ahead of it (8 MiB at most), the bound of the memory that a worker takes for a file; a file of a few MiB is one window.
    private const int MaxLengthBytes = 4 << 20;

    // The lengths are claims until the chunks are read: a list that lies may make them as short as it likes.
    private const int MaxCount = 1_024;

    private readonly List<(long Offset, ChunkSpan Chunk)> _chunks = [];
    private long _lengthBytes;

    /// <summary>Where in the file each chunk goes.</summary>
    public IReadOnlyList<(long Offset, ChunkSpan Chunk)> Chunks => _chunks;

    /// <summary>Whether it is time to read them.</summary>
    public bool IsFull => _lengthBytes >= MaxLengthBytes || _chunks.Count >= MaxCount;

    public void Add(long offset, ChunkSpan chunk)
    {
        _chunks.Add((offset, chunk));
        _lengthBytes += chunk.LengthBytes;
    }

    public void Clear()
    {
        _chunks.Clear();
        _lengthBytes = 0;
    }
}
