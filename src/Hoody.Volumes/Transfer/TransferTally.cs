using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>Counts what a transfer finds and moves.</summary>
internal sealed class TransferTally
{
    public long ChunksNew { get; set; }

    public long NodesNew { get; set; }

    public long BytesNew { get; set; }

    public long BlobsHeld { get; set; }

    /// <summary>Files of all roots.</summary>
    public long Files { get; set; }

    public long FilesNew { get; private set; }

    public long FilesChanged { get; private set; }

    public long ChunksHeld { get; set; }

    public long ChunkBytesHeld { get; set; }

    /// <summary>Bytes of the frames that bring blobs: counted in a plan as in a transfer.</summary>
    public long WireBytes { get; set; }

    /// <summary>The longest chain of wants each of which needed the answer to the one before.</summary>
    public int Rounds { get; set; }

    public TransferProgress Progress => new(ChunksNew + NodesNew, BytesNew, BlobsHeld, WireBytes) { FilesTransferred = FilesNew + FilesChanged };

    public void CountNew(BlobKind kind, int plainLength, int storedLength, int round)
    {
        ChunksNew += kind == BlobKind.Chunk ? 1 : 0;
        NodesNew += kind == BlobKind.Chunk ? 0 : 1;
        BytesNew += plainLength;
        WireBytes += FrameHead.Size + BlobHeader.Size + storedLength + FrameHead.CheckSize;
        Rounds = Math.Max(Rounds, round);
    }

    public void CountFile(FileChange change)
    {
        FilesNew += change == FileChange.New ? 1 : 0;
        FilesChanged += change == FileChange.New ? 0 : 1;
    }

    public void CountHeldChunk(int lengthBytes)
    {
        BlobsHeld++;
        ChunksHeld++;
        ChunkBytesHeld += lengthBytes;
    }
}
