using System.Buffers.Binary;
using System.Globalization;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Epochs;

/// <summary>One step of the collector: the object <c>gc/&lt;epoch&gt;</c>. The highest epoch is how things stand.</summary>
/// <remarks>
/// Little-endian.
/// <code>
/// offset      size  field
///      0         4  magic   "HGC1"
///      4         1  phase   EpochPhase
///      5         3  zero
///      8         8  epoch
///     16         4  count   0 in the phase Idle
///     20  32 count  packs   ids, strictly ascending
///      …        32  hash    BLAKE3 of all before
/// </code>
/// Specification: FORMAT.md, "Epochs".
/// </remarks>
internal sealed class EpochRecord
{
    internal const string Prefix = "gc/";

    /// <summary>A collection condemns no more at once: 2 TiB of full packs, a record of 2 MiB.</summary>
    internal const int MaxPacks = 65_536;

    internal const int MaxLengthBytes = HeaderLength + (MaxPacks * Blake3Digest.LengthBytes) + Blake3Digest.LengthBytes;

    private const int HeaderLength = 20;

    internal EpochRecord(long epoch, EpochPhase phase, IEnumerable<Blake3Digest> packs)
    {
        Epoch = epoch;
        Phase = phase;
        Packs = packs.ToHashSet();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Packs.Count, MaxPacks, nameof(packs));
    }

    /// <summary>How things stand in a store that was never collected.</summary>
    internal static EpochRecord Start { get; } = new(0, EpochPhase.Idle, []);

    internal long Epoch { get; }

    internal EpochPhase Phase { get; }

    internal IReadOnlySet<Blake3Digest> Packs { get; }

    private static ReadOnlySpan<byte> Magic => "HGC1"u8;

    internal static string NameOf(long epoch) => Prefix + epoch.ToString("D19", CultureInfo.InvariantCulture);

    /// <exception cref="CorruptDataException">Not the name of an epoch.</exception>
    internal static long ParseName(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
        && epoch is > 0 and < long.MaxValue && name == NameOf(epoch) // there is always a next one
            ? epoch
            : throw new CorruptDataException($"Object '{name}'", "it is not the name of an epoch; move it out of the store");

    internal byte[] Encode()
    {
        byte[] bytes = new byte[HeaderLength + ((Packs.Count + 1) * Blake3Digest.LengthBytes)];
        Magic.CopyTo(bytes);
        bytes[4] = (byte)Phase;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), Epoch);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), Packs.Count);
        Span<byte> rest = bytes.AsSpan(HeaderLength);
        foreach (Blake3Digest pack in Packs.Order())
        {
            pack.CopyTo(rest);
            rest = rest[Blake3Digest.LengthBytes..];
        }

        Blake3Hasher.Hash(bytes.AsSpan(0, bytes.Length - Blake3Digest.LengthBytes)).CopyTo(rest);
        return bytes;
    }

    /// <exception cref="CorruptDataException">The bytes are not the record of that epoch.</exception>
    /// <exception cref="UnsupportedFormatException">A record of a later version.</exception>
    internal static EpochRecord Decode(ReadOnlySpan<byte> bytes, long epoch)
    {
        string what = $"Epoch {epoch} ('{NameOf(epoch)}')";
        if (bytes.Length < HeaderLength + Blake3Digest.LengthBytes || !bytes[..3].SequenceEqual(Magic[..3]))
        {
            throw new CorruptDataException(what, "it is cut short, or not the record of an epoch");
        }

        if (bytes[3] is > (byte)'1' and <= (byte)'9')
        {
            throw new UnsupportedFormatException(what, $"version {(char)bytes[3]}", "version 1");
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        if (count is < 0 or > MaxPacks || bytes.Length != HeaderLength + ((count + 1) * Blake3Digest.LengthBytes))
        {
            throw new CorruptDataException(what, $"it tells of {count} packs in {bytes.Length} bytes");
        }

        Blake3Digest[] packs = new Blake3Digest[count];
        for (int i = 0; i < count; i++)
        {
            packs[i] = new Blake3Digest(bytes.Slice(HeaderLength + (i * Blake3Digest.LengthBytes), Blake3Digest.LengthBytes));
        }

        // The record again from its values: whatever differs is damage, be it a byte, the order or a pack that is there twice.
        EpochRecord record = new(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), (EpochPhase)bytes[4], packs);
        bool isSound = record.Epoch == epoch
            && record.Phase is >= EpochPhase.Idle and <= EpochPhase.Sweeping
            && (record.Phase != EpochPhase.Idle || count == 0)
            && bytes.SequenceEqual(record.Encode());
        return isSound ? record : throw new CorruptDataException(what, "its fields or its hash do not match");
    }
}
