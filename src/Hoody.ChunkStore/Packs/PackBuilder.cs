using System.Buffers;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Packs;

/// <summary>A pack that is being filled in memory. Not thread-safe.</summary>
internal sealed class PackBuilder(int targetLengthBytes) : IDisposable
{
    /// <summary>An eighth of what a reader takes: several packs at once, with their directories, have to fit a small heap also when blobs are tiny.</summary>
    internal const int MaxCount = PackDirectory.MaxCount / 8;

    private const string What = "A pack that was about to be written";

    private readonly PackBuffer _buffer = new();
    private readonly List<PackEntry> _entries = [];

    internal IReadOnlyList<PackEntry> Entries => _entries;

    internal bool IsEmpty => _entries.Count == 0;

    /// <summary>Whether one more blob stays within the target. An empty pack has room for any.</summary>
    internal bool HasRoomFor(int storedLength) =>
        IsEmpty
        || (_entries.Count < MaxCount && _buffer.LengthBytes + PackRecordHeader.Size + storedLength
            + PackDirectory.LengthOf(_entries.Count + 1) + PackFooter.Size <= targetLengthBytes);

    internal void Append(PackRecordHeader header, ReadOnlySpan<byte> payload)
    {
        Span<byte> headerBytes = stackalloc byte[PackRecordHeader.Size];
        header.Write(headerBytes);
        _buffer.Append(headerBytes);
        _buffer.Append(payload);
        _entries.Add(header.Entry);
    }

    /// <summary>Appends directory and footer, and reads them back as any reader will.</summary>
    /// <exception cref="CorruptDataException">What is read back is not what was put in: the memory is failing.</exception>
    internal (PackDirectory Directory, ReadOnlySequence<byte> Content) Seal(ReadOnlySpan<byte> salt)
    {
        long recordsLength = _buffer.LengthBytes;
        byte[] directoryBytes = PackDirectory.Encode(salt, _entries);
        _buffer.Append(directoryBytes);
        Span<byte> footerBytes = stackalloc byte[PackFooter.Size];
        new PackFooter(Blake3Hasher.Hash(directoryBytes), recordsLength, _entries.Count).Write(footerBytes);
        _buffer.Append(footerBytes);

        ReadOnlySequence<byte> content = _buffer.ToSequence();
        PackDirectory directory = DecodeTail(content);
        return directory.Entries.SequenceEqual(_entries)
            ? (directory, content)
            : throw new CorruptDataException(What, "its directory differs from its records");
    }

    public void Dispose() => _buffer.Dispose();

    private static PackDirectory DecodeTail(ReadOnlySequence<byte> content)
    {
        ReadOnlySequence<byte> footerBytes = content.Slice(content.Length - PackFooter.Size);
        PackFooter footer = PackFooter.Read(footerBytes.ToArray(), content.Length, What);
        return PackDirectory.Decode(content.Slice(footer.RecordsLength, PackDirectory.LengthOf(footer.Count)).ToArray(), footer, What);
    }
}
