using Hoody.ChunkStore;
using Hoody.Volumes.Overlays;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes;

/// <content>The bytes of files.</content>
public sealed partial class Volume
{
    /// <summary>One record of the journal holds so many bytes; a longer write is several.</summary>
    private const int MaxWriteLength = 1 << 20;

    /// <summary>Opens the file at a path, for reading and writing at any place. The stream is of the path: it fails once nothing bears it.</summary>
    /// <exception cref="FileTreeException">There is no file at the path.</exception>
    public async Task<Stream> OpenFileAsync(TreePath path, CancellationToken cancellationToken = default) =>
        await FindAsync(path, cancellationToken).ConfigureAwait(false) is { Type: EntryType.File } file
            ? new VolumeStream(this, path, file.Length)
            : throw new FileTreeException(path.ToShortString(), "is no file");

    /// <summary>Reads bytes of a file; fewer than asked for only at its end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="FileTreeException">There is no file at the path.</exception>
    /// <exception cref="ChunkStoreException">A part of the snapshot is missing or damaged.</exception>
    public Task<int> ReadAsync(TreePath path, long offset, Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return ServeAsync(
            async () =>
            {
                OverlayNode? file = await _tree.FindAsync(path, cancellationToken).ConfigureAwait(false);
                if (file is not { Entry.Type: EntryType.File })
                {
                    throw new FileTreeException(path.ToShortString(), "is no file");
                }

                int count = (int)Math.Clamp(file.Entry.Length - offset, 0, destination.Length);
                await _reader.ReadAsync(file, path, offset, destination[..count], cancellationToken).ConfigureAwait(false);
                return count;
            },
            cancellationToken);
    }

    /// <summary>Writes bytes into a file; behind its end a hole comes first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative, or the file would be longer than 2⁶³ − 1 bytes.</exception>
    /// <exception cref="FileTreeException">There is no file at the path, or the volume's directory cannot be written.</exception>
    public async Task WriteAsync(TreePath path, long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, long.MaxValue - bytes.Length);
        do
        {
            ReadOnlyMemory<byte> part = bytes[..Math.Min(bytes.Length, MaxWriteLength)];
            await ChangeAsync(
                new VolumeChange(ChangeKind.Write, path, Now()) { Offset = offset, Data = part }, cancellationToken).ConfigureAwait(false);
            bytes = bytes[part.Length..];
            offset += part.Length;
        }
        while (!bytes.IsEmpty);
    }

    /// <summary>Cuts a file off, or lengthens it by a hole.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="FileTreeException">There is no file at the path, or the volume's directory cannot be written.</exception>
    public Task SetLengthAsync(TreePath path, long length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return ChangeAsync(new VolumeChange(ChangeKind.SetLength, path, Now()) { Offset = length }, cancellationToken);
    }
}
