using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>The bounds that both sides keep and enforce. PROTOCOL.md, "Limits", lists them.</summary>
internal static class TransferLimits
{
    /// <summary>Roots of one session: a container and its snapshots.</summary>
    public const int MaxRoots = 4_096;

    /// <summary>The longest name of a ref.</summary>
    public const int MaxRefNameBytes = 512;

    /// <summary>Ids of one want.</summary>
    public const int MaxIdsPerWant = 4_096;

    /// <summary>Ids that a sender lets be wanted and not yet answered, at least: a receiver may rely on it.</summary>
    public const int MinOpenWants = 1_024;

    /// <summary>As many as this code lets be open on its own side, 40 bytes each: files of 4 KiB for a second of 1 Gbit/s.</summary>
    public const int MaxOpenWants = 32_768;

    /// <summary>Why a session ended, in words.</summary>
    public const int MaxErrorTextBytes = 1_000;

    /// <summary>Signs of life in a row with nothing else: two hours at the default timeout.</summary>
    public const int MaxAliveInARow = 480;

    /// <summary>The longest payload of a frame, looked at before anything is kept for it; 0 for a type that is not known.</summary>
    public static int MaxPayloadBytes(FrameType type) => type switch
    {
        FrameType.Hello => Hello.MaxBytes,
        FrameType.Ask => 2 + (MaxRoots * (1 + 2 + MaxRefNameBytes)),
        FrameType.Offer => 2 + (MaxRoots * (BlobId.LengthBytes + 8 + 2 + MaxRefNameBytes)),
        FrameType.Want => WantFrame.HeaderBytes + (MaxIdsPerWant * BlobId.LengthBytes),
        FrameType.Blob => BlobHeader.Size + BlobStore.MaxBlobLengthBytes,
        FrameType.Lengths => MaxIdsPerWant * LengthsFrame.BytesPerLength,
        FrameType.Receipt => ReceiptFrame.HeaderBytes + (MaxRoots * 8),
        FrameType.Error => ErrorFrame.HeaderBytes + MaxErrorTextBytes,
        _ => 0,
    };

    public static bool IsKnown(FrameType type) => type is >= FrameType.Hello and <= FrameType.Alive;
}
