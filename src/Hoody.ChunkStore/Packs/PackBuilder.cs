using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Packs;

/// <summary>A pack that is being filled: in memory, or, where the backend takes it in parts, on its way to a file without a name. Not thread-safe.</summary>
internal sealed class PackBuilder(int targetLengthBytes) : IDisposable
{
    /// <summary>An eighth of what a reader takes: several packs at once, with their directories, have to fit a small heap also when blobs are tiny.</summary>
    internal const int MaxCount = PackDirectory.MaxCount / 8;

    private const string What = "A pack that was about to be written";

    private readonly PackBuffer _buffer = new();
    private readonly List<PackEntry> _entries = [];
    private long _spilledLengthBytes;

    internal IReadOnlyList<PackEntry> Entries => _entries;

    internal bool IsEmpty => _entries.Count == 0;

    /// <summary>Of all that was appended.</summary>
    internal long LengthBytes => _spilledLengthBytes + _buffer.LengthBytes;

    /// <summary>Of what is in memory.</summary>
    internal long BufferedLengthBytes => _buffer.LengthBytes;

    /// <summary>What holds the beginning of the pack; null while all of it is in memory.</summary>
    internal IStagedObject? Staged { get; private set; }

    /// <summary>Whether one more blob stays within the target. An empty pack has room for any.</summary>
    internal bool HasRoomFor(int storedLength) =>
        IsEmpty
        || (_entries.Count < MaxCount && LengthBytes + PackRecordHeader.Size + storedLength
            + PackDirectory.LengthOf(_entries.Count + 1) + PackFooter.Size <= targetLengthBytes);

    internal void Append(PackRecordHeader header, ReadOnlySpan<byte> payload)
    {
        Span<byte> headerBytes = stackalloc byte[PackRecordHeader.Size];
        header.Write(headerBytes);
        _buffer.Append(headerBytes);
        _buffer.Append(payload);
        _entries.Add(header.Entry);
    }

    /// <summary>Moves what is in memory to an object that has no name yet. After an error the pack is lost.</summary>
    internal async ValueTask SpillAsync(IStagingBackend backend, CancellationToken cancellationToken)
    {
        Staged ??= await backend.StageAsync(cancellationToken).ConfigureAwait(false);
        await Staged.AppendAsync(_buffer.ToSequence(), cancellationToken).ConfigureAwait(false);
        _spilledLengthBytes += _buffer.LengthBytes;
        _buffer.Clear();
    }

    /// <summary>Appends directory and footer, and reads them back as any reader will. Gives the pack from where it is not in <see cref="Staged"/> yet.</summary>
    /// <exception cref="CorruptDataException">What is read back is not what was put in: the memory is failing.</exception>
    internal (PackDirectory Directory, ReadOnlySequence<byte> Tail) Seal(ReadOnlySpan<byte> salt)
    {
        long recordsLength = LengthBytes;
        byte[] directoryBytes = PackDirectory.Encode(salt, _entries);
        _buffer.Append(directoryBytes);
        Span<byte> footerBytes = stackalloc byte[PackFooter.Size];
        new PackFooter(Blake3Hasher.Hash(directoryBytes), recordsLength, _entries.Count).Write(footerBytes);
        _buffer.Append(footerBytes);

        ReadOnlySequence<byte> tail = _buffer.ToSequence();
        PackDirectory directory = DecodeTail(tail);
        return directory.Entries.SequenceEqual(_entries)
            ? (directory, tail)
            : throw new CorruptDataException(What, "its directory differs from its records");
    }

    public void Dispose()
    {
        _buffer.Dispose();
        Staged?.Dispose();
    }

    private PackDirectory DecodeTail(ReadOnlySequence<byte> tail)
    {
        ReadOnlySequence<byte> footerBytes = tail.Slice(tail.Length - PackFooter.Size);
        PackFooter footer = PackFooter.Read(footerBytes.ToArray(), LengthBytes, What);
        return PackDirectory.Decode(tail.Slice(footer.RecordsLength - _spilledLengthBytes, PackDirectory.LengthOf(footer.Count)).ToArray(), footer, What);
    }
}
