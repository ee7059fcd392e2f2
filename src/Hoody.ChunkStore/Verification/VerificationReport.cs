using System.Globalization;

namespace Hoody.ChunkStore.Verification;

/// <summary>What a verification found.</summary>
public sealed class VerificationReport
{
    /// <summary>The lists end after so many lines each; the counts go on.</summary>
    public const int MaxListed = 100_000;

    internal VerificationReport()
    {
    }

    /// <summary>How much of each pack was looked at.</summary>
    public VerificationDepth Depth { get; internal init; }

    /// <summary>The packs in which something is wrong: what this verification found, and what is in quarantine since an earlier one.</summary>
    public IReadOnlyList<DamagedPack> Packs { get; internal init; } = [];

    /// <summary>The blobs that are damaged; with references, also those that are missing.</summary>
    public IReadOnlyList<DamagedBlob> Blobs { get; internal init; } = [];

    /// <summary>The count of <see cref="Blobs"/>, with those that did not fit the list.</summary>
    public long DamagedBlobCount { get; internal init; }

    /// <summary>The refs that are damaged; with references, also those that need something damaged or missing.</summary>
    public IReadOnlyList<DamagedRef> Refs { get; internal init; } = [];

    /// <summary>Damaged objects that are not packs.</summary>
    public IReadOnlyList<DamagedObject> Objects { get; internal init; } = [];

    /// <summary>Packs that were looked at.</summary>
    public long PacksVerified { get; internal init; }

    /// <summary>The blobs in them.</summary>
    public long BlobsVerified { get; internal init; }

    /// <summary>Their length in bytes.</summary>
    public long BytesVerified { get; internal init; }

    /// <summary>Undamaged blobs that were copied out of damaged packs.</summary>
    public long BlobsSalvaged { get; internal init; }

    /// <summary>Packs that the time did not reach for.</summary>
    public long PacksLeft { get; internal init; }

    /// <summary>Their length in bytes.</summary>
    public long BytesLeft { get; internal init; }

    /// <summary>Refs that the time did not reach for, or not to the end of what they need; 0 when refs were not followed.</summary>
    public long RefsLeft { get; internal init; }

    /// <summary>Whether every pack was looked at, and with references every ref was followed.</summary>
    public bool IsComplete => PacksLeft == 0 && RefsLeft == 0;

    /// <summary>Whether nothing that was looked at is damaged or missing.</summary>
    public bool IsSound => Packs.Count == 0 && DamagedBlobCount == 0 && Refs.Count == 0 && Objects.Count == 0;

    /// <summary>The report in a few lines, for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        Verified {PacksVerified} packs with {BlobsVerified} blobs, {BytesVerified} bytes ({Depth}); {PacksLeft} packs, {BytesLeft} bytes, {RefsLeft} refs left.
        Damaged: {Packs.Count} packs, {DamagedBlobCount} blobs, {Refs.Count} refs, {Objects.Count} other objects. Salvaged: {BlobsSalvaged} blobs.
        """);
}
