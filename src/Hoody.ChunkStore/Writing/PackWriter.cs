using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Telemetry;

namespace Hoody.ChunkStore.Writing;

/// <summary>Makes packs durable, and then, not earlier, makes their blobs present.</summary>
internal sealed class PackWriter(IStorageBackend backend, BlobIndex index, BlobStoreOptions options)
{
    /// <summary>Whether a pack holds so much in memory that <see cref="SpillAsync"/> is due; never where the backend takes only whole objects.</summary>
    internal bool MustSpill(PackBuilder pack) => backend is IStagingBackend && pack.BufferedLengthBytes >= options.SpillLengthBytes;

    /// <summary>Writes through what a pack holds in memory, if that is due. Nothing of it is durable, or seen by anybody.</summary>
    internal ValueTask SpillAsync(PackBuilder pack, CancellationToken cancellationToken) =>
        backend is IStagingBackend staging && MustSpill(pack) ? pack.SpillAsync(staging, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Makes durable what others have created and this process has found: a blob that was there already is promised by a flush as well.</summary>
    internal ValueTask SettleAsync(CancellationToken cancellationToken) =>
        backend is ISettlingBackend settling ? settling.SettleAsync(cancellationToken) : ValueTask.CompletedTask;

    /// <param name="pack">The pack, which is full or due.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <param name="replacesOthers">Whether the packs that its blobs were copied from are about to go.</param>
    internal async Task WriteAsync(PackBuilder pack, CancellationToken cancellationToken, bool replacesOthers = false)
    {
        byte[] salt = new byte[PackDirectory.SaltLength];
        options.Random(salt);
        (PackDirectory directory, ReadOnlySequence<byte> tail) = pack.Seal(salt);
        string name = PackName.Of(directory.Id);
        if (pack.Staged is { } staged)
        {
            await CreateAsync(staged, name, tail, cancellationToken).ConfigureAwait(false);
        }
        else if (!await backend.CreateIfAbsentAsync(name, tail, cancellationToken).ConfigureAwait(false))
        {
            await RequireOwnAsync(name, tail, cancellationToken).ConfigureAwait(false);
        }

        StoreMeter.Stored.Count(directory.Entries.Count, pack.LengthBytes);
        index.Add(directory, pack.LengthBytes, replacesOthers);
        index.Compactor.Request();
    }

    private static async Task CreateAsync(IStagedObject staged, string name, ReadOnlySequence<byte> tail, CancellationToken cancellationToken)
    {
        await staged.AppendAsync(tail, cancellationToken).ConfigureAwait(false);
        if (!await staged.CreateIfAbsentAsync(name, cancellationToken).ConfigureAwait(false))
        {
            throw NameTaken(name); // nobody tries such a creation twice, so it is not this pack
        }
    }

    // The salt makes every pack's name new, so it can be taken only by this very pack: a backend that tried twice, having lost the first answer.
    private async Task RequireOwnAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        long? length = await backend.GetLengthAsync(name, cancellationToken).ConfigureAwait(false);
        byte[] found = new byte[length == content.Length ? content.Length : 0];
        int count = await backend.ReadAsync(name, 0, found, cancellationToken).ConfigureAwait(false);
        if (count != content.Length || !content.ToArray().AsSpan().SequenceEqual(found))
        {
            throw NameTaken(name);
        }
    }

    private static CorruptDataException NameTaken(string name) => new($"Pack '{name}'", "the name is taken by other bytes");
}
