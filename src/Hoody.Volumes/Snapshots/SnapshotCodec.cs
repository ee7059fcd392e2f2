using System.Buffers;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Snapshots;

/// <summary>A snapshot record as one blob, and back.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     3  "HSN"
///      3     1  version, 1
///      4        the root as an entry with the empty name
///               created: signed varint seconds, varint nanoseconds
///               parents: varint count; each 32 id
///               labels:  varint count; each: varint length, name, varint length, value; sorted by the bytes of the names
///               data:    varint length, bytes
/// </code>
/// Equal records are equal bytes. Specification: FORMAT.md, "Snapshot record".
/// </remarks>
internal static class SnapshotCodec
{
    public const byte Version = 1;

    private const string What = "snapshot record";
    private const int MinLabelBytes = 3;
    private const int NanosecondsPerTick = 100;

    private static ReadOnlySpan<byte> Magic => "HSN"u8;

    /// <exception cref="ArgumentException">The record is outside the limits, or its root is not well formed.</exception>
    public static void Encode(SnapshotRecord snapshot, IBufferWriter<byte> output)
    {
        if (snapshot.Parents.Count > SnapshotLimits.MaxParents || snapshot.Data.Length > SnapshotLimits.MaxDataBytes)
        {
            throw new ArgumentException(
                $"A snapshot has at most {SnapshotLimits.MaxParents} parents and {SnapshotLimits.MaxDataBytes} bytes of data, "
                + $"not {snapshot.Parents.Count} and {snapshot.Data.Length}.",
                nameof(snapshot));
        }

        FieldWriter writer = new(output);
        writer.WriteMagic(Magic, Version);
        EntryCodec.Write(ref writer, snapshot.Root, isRoot: true);
        writer.WriteTime(ToUnixTime(snapshot.CreatedTime));
        writer.WriteNumber(snapshot.Parents.Count);
        for (int i = 0; i < snapshot.Parents.Count; i++)
        {
            writer.WriteId(snapshot.Parents[i]);
        }

        WriteLabels(ref writer, snapshot.Labels);
        writer.WriteNumber(snapshot.Data.Length);
        writer.WriteBytes(snapshot.Data.Span);
        writer.Flush();
    }

    /// <summary>Reads a record, which keeps nothing of <paramref name="blob"/>.</summary>
    /// <exception cref="CorruptDataException">The bytes are anything but a record as <see cref="Encode"/> writes it.</exception>
    /// <exception cref="UnsupportedFormatException">The record is of a later version.</exception>
    public static SnapshotRecord Decode(ReadOnlySpan<byte> blob)
    {
        FieldReader reader = new(blob, What);
        reader.ReadMagic(Magic, Version);
        SnapshotRecord snapshot = new()
        {
            Root = EntryCodec.Read(ref reader, isRoot: true),
            CreatedTime = ReadCreatedTime(ref reader),
            Parents = ReadParents(ref reader),
            Labels = ReadLabels(ref reader),
            Data = reader.ReadBytes(reader.ReadCount("length of the data", SnapshotLimits.MaxDataBytes, minItemBytes: 1)).ToArray(),
        };
        reader.ExpectEnd();
        return snapshot;
    }

    private static void WriteLabels(ref FieldWriter writer, IReadOnlyDictionary<string, string> labels)
    {
        if (labels.Count > SnapshotLimits.MaxLabels)
        {
            throw new ArgumentException($"A snapshot has at most {SnapshotLimits.MaxLabels} labels, not {labels.Count}.", nameof(labels));
        }

        (byte[] Name, byte[] Value)[] encoded =
            [.. labels.Select(label => (StrictUtf8.GetBytes(label.Key), StrictUtf8.GetBytes(label.Value)))];
        Array.Sort(encoded, (left, right) => left.Name.AsSpan().SequenceCompareTo(right.Name));
        writer.WriteNumber(encoded.Length);
        foreach ((byte[] name, byte[] value) in encoded)
        {
            if (name.Length is 0 or > SnapshotLimits.MaxLabelNameBytes || value.Length > SnapshotLimits.MaxLabelValueBytes)
            {
                throw new ArgumentException(
                    $"A label's name has 1 to {SnapshotLimits.MaxLabelNameBytes} bytes and its value at most "
                    + $"{SnapshotLimits.MaxLabelValueBytes}, not {name.Length} and {value.Length}.",
                    nameof(labels));
            }

            writer.WriteNumber(name.Length);
            writer.WriteBytes(name);
            writer.WriteNumber(value.Length);
            writer.WriteBytes(value);
        }
    }

    private static Dictionary<string, string> ReadLabels(ref FieldReader reader)
    {
        int count = reader.ReadCount("count of labels", SnapshotLimits.MaxLabels, MinLabelBytes);
        Dictionary<string, string> labels = new(count, StringComparer.Ordinal);
        ReadOnlySpan<byte> previous = [];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> name = reader.ReadBytes(
                reader.ReadCount("length of a label's name", SnapshotLimits.MaxLabelNameBytes, minItemBytes: 1));

            // The empty name is refused too: it is not after the empty span that stands before the first.
            if (previous.SequenceCompareTo(name) >= 0)
            {
                throw reader.Fail("the labels are not sorted, or one is there twice or without a name");
            }

            string key = ReadText(ref reader, name);
            labels.Add(key, ReadText(ref reader, reader.ReadBytes(
                reader.ReadCount("length of a label's value", SnapshotLimits.MaxLabelValueBytes, minItemBytes: 1))));
            previous = name;
        }

        return labels;
    }

    private static string ReadText(ref FieldReader reader, ReadOnlySpan<byte> bytes) =>
        StrictUtf8.TryGetString(bytes, out string text) ? text : throw reader.Fail("a label is not UTF-8");

    private static BlobId[] ReadParents(ref FieldReader reader)
    {
        var parents = new BlobId[reader.ReadCount("count of parents", SnapshotLimits.MaxParents, BlobId.LengthBytes)];
        for (int i = 0; i < parents.Length; i++)
        {
            parents[i] = reader.ReadId();
        }

        return parents;
    }

    private static UnixTime ToUnixTime(DateTimeOffset time)
    {
        long ticks = time.UtcTicks - DateTime.UnixEpoch.Ticks;
        (long seconds, long rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        return rest < 0
            ? new UnixTime(seconds - 1, (int)(rest + TimeSpan.TicksPerSecond) * NanosecondsPerTick)
            : new UnixTime(seconds, (int)rest * NanosecondsPerTick);
    }

    private static DateTimeOffset ReadCreatedTime(ref FieldReader reader)
    {
        (long seconds, int nanoseconds) = reader.ReadTime();
        bool isRepresentable = seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            && nanoseconds % NanosecondsPerTick == 0;
        return isRepresentable
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / NanosecondsPerTick)
            : throw reader.Fail($"the time {seconds}.{nanoseconds:D9} is not between the years 1 and 9999 in steps of 100 ns");
    }
}
