using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Telemetry;

namespace Hoody.ChunkStore.Writing;

/// <summary>Makes packs durable, and then, not earlier, makes their blobs present.</summary>
internal sealed class PackWriter(IStorageBackend backend, BlobIndex index, BlobStoreOptions options)
{
    internal async Task WriteAsync(PackBuilder pack, CancellationToken cancellationToken)
    {
        byte[] salt = new byte[PackDirectory.SaltLength];
        options.Random(salt);
        (PackDirectory directory, ReadOnlySequence<byte> content) = pack.Seal(salt);
        string name = PackName.Of(directory.Id);
        if (!await backend.CreateIfAbsentAsync(name, content, cancellationToken).ConfigureAwait(false))
        {
            await RequireOwnAsync(name, content, cancellationToken).ConfigureAwait(false);
        }

        StoreMeter.Stored.Count(directory.Entries.Count, content.Length);
        index.Add(directory, content.Length);
        index.Compactor.Request();
    }

    // The salt makes every pack's name new, so it can be taken only by this very pack: a backend that tried twice, having lost the first answer.
    private async Task RequireOwnAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        long? length = await backend.GetLengthAsync(name, cancellationToken).ConfigureAwait(false);
        byte[] found = new byte[length == content.Length ? content.Length : 0];
        int count = await backend.ReadAsync(name, 0, found, cancellationToken).ConfigureAwait(false);
        if (count != content.Length || !content.ToArray().AsSpan().SequenceEqual(found))
        {
            throw new CorruptDataException($"Pack '{name}'", "the name is taken by other bytes");
        }
    }
}
