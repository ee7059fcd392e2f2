using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>The objects that tell what the trees of each pack refer to. For one caller at a time.</summary>
/// <param name="backend">Where they are.</param>
/// <param name="rules">The version of whoever knows the references; null when nobody may rely on what was known before.</param>
/// <param name="minPackLength">Trees of less are as quickly read.</param>
internal sealed class ReferenceHints(IStorageBackend backend, string? rules, int minPackLength)
{
    private readonly string _rules = rules ?? "";
    private bool _canWrite = true;

    /// <summary>Whether what a pack's trees refer to can be noted, and is worth it.</summary>
    internal bool CanWriteFor(PackTable.Line pack) => IsWorthIt(pack) && _canWrite;

    /// <summary>What is told of a pack, for the caller to dispose; null when nothing is that can be believed.</summary>
    internal async ValueTask<PackReferences?> TryReadAsync(PackTable.Line pack, CancellationToken cancellationToken)
    {
        if (!IsWorthIt(pack))
        {
            return null;
        }

        try
        {
            PackReferences found = await ReadAsync(backend, pack.Id, cancellationToken).ConfigureAwait(false);
            if (found.IsBy(_rules))
            {
                return found;
            }

            found.Dispose();
            return null;
        }
        catch (ChunkStoreException exception) when (IsOfNoUse(exception))
        {
            return null;
        }
    }

    /// <summary>What is told of a pack, for the caller to dispose; its prefixes are not looked at.</summary>
    /// <exception cref="ObjectNotFoundException">Nothing is.</exception>
    /// <exception cref="CorruptDataException">It is damaged, or longer than any.</exception>
    /// <exception cref="UnsupportedFormatException">It is of a later version.</exception>
    internal static async ValueTask<PackReferences> ReadAsync(IStorageBackend backend, Blake3Digest pack, CancellationToken cancellationToken)
    {
        string name = PackReferences.NameOf(pack);
        string what = $"Object '{name}'";
        long length = await backend.GetLengthAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new ObjectNotFoundException(name);
        int headerLength;
        using (PooledBytes first = new((int)Math.Min(length, PackReferences.FixedLength)))
        {
            await ReadAsync(backend, name, 0, first.Memory, cancellationToken).ConfigureAwait(false);
            headerLength = PackReferences.HeaderLength(first.Memory.Span, length, what);
        }

        PooledBytes header = new(headerLength);
        try
        {
            await ReadAsync(backend, name, 0, header.Memory, cancellationToken).ConfigureAwait(false);
            return PackReferences.Decode(header, pack, what);
        }
        catch
        {
            header.Dispose();
            throw;
        }
    }

    /// <summary>Reads all that is told of a pack, and holds it against the pack's directory, if that can be read.</summary>
    /// <exception cref="ObjectNotFoundException">Nothing is told, or the pack is gone.</exception>
    /// <exception cref="CorruptDataException">It is damaged, or longer than any, or tells of other blobs than the pack has.</exception>
    /// <exception cref="UnsupportedFormatException">It is of a later version.</exception>
    internal static async Task VerifyAsync(IStorageBackend backend, Blake3Digest pack, CancellationToken cancellationToken)
    {
        const int PrefixesAtOnce = 16 * StoredPrefixes.PerBlock;
        using PackReferences references = await ReadAsync(backend, pack, cancellationToken).ConfigureAwait(false);
        StoredPrefixes prefixes = references.Prefixes;
        for (int first = 0; first < prefixes.Count; first += PrefixesAtOnce)
        {
            using PooledBytes bytes = new(Math.Min(PrefixesAtOnce, prefixes.Count - first) * IdPrefix.Size);
            await ReadAsync(backend, prefixes.Name, prefixes.OffsetOf(first), bytes.Memory, cancellationToken).ConfigureAwait(false);
            prefixes.Decode(first, bytes.Memory.Span);
        }

        (PackDirectory? directory, _) = await PackReader.TryReadDirectoryAsync(backend, PackName.Of(pack), lengthBytes: null, cancellationToken).ConfigureAwait(false);
        if (directory is not null && !new TreeRecords(directory).Places.AreEqualTo(references.Blobs))
        {
            throw new CorruptDataException($"Object '{prefixes.Name}'", "it tells of other blobs than its pack has");
        }
    }

    /// <summary>Writes what was found in a pack, in the place of what could not be believed; null when that cannot be written, as on a full disk.</summary>
    internal async ValueTask<PackReferences?> TryWriteAsync(
        PackTable.Line pack, TreePlaces blobs, IReadOnlyCollection<BlobReference[]> edges, PrefixBatch prefixes, CancellationToken cancellationToken)
    {
        string name = PackReferences.NameOf(pack.Id);
        using PooledBytes bytes = PackReferences.Encode(pack.Id, _rules, blobs, edges, prefixes.Prefixes);
        ReadOnlySequence<byte> content = new(bytes.Memory);
        try
        {
            if (!await backend.CreateIfAbsentAsync(name, content, cancellationToken).ConfigureAwait(false))
            {
                await backend.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
                await backend.CreateIfAbsentAsync(name, content, cancellationToken).ConfigureAwait(false);
            }

            PackReferences? written = await TryReadAsync(pack, cancellationToken).ConfigureAwait(false);
            if (written is not null && !written.Blobs.AreEqualTo(blobs))
            {
                written.Dispose(); // somebody else's, who was quicker, and lies: the trees are read
                return null;
            }

            return written;
        }
        catch (ChunkStoreException)
        {
            _canWrite = false; // for this marking: what is left to do needs no room, and must not fail for a hint
            return null;
        }
    }

    /// <summary>Deletes one that turned out damaged, so that the next marking makes it anew.</summary>
    internal async ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await backend.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (ChunkStoreException)
        {
            _canWrite = false; // as above; it will be found damaged again
        }
    }

    /// <summary>Deletes what tells of packs that are gone. No later pack has the name of one of them, so what cannot be deleted does no harm, and must not fail a collection.</summary>
    internal static async Task DeletePassedAsync(IStorageBackend backend, CancellationToken cancellationToken)
    {
        try
        {
            List<Blake3Digest> packs = [];
            await foreach (StoredObject found in backend.ListAsync(PackReferences.ObjectPrefix, cancellationToken).ConfigureAwait(false))
            {
                if (PackReferences.TryParseName(found.Name, out Blake3Digest pack))
                {
                    packs.Add(pack);
                }
            }

            foreach (Blake3Digest pack in packs)
            {
                if (await backend.GetLengthAsync(PackName.Of(pack), cancellationToken).ConfigureAwait(false) is null)
                {
                    await backend.DeleteAsync(PackReferences.NameOf(pack), cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (BackendException exception) when (!exception.IsTransient)
        {
            return; // the next collection tries again
        }
    }

    /// <summary>Whether an error says that the object tells nothing: whoever needs it reads the trees.</summary>
    internal static bool IsOfNoUse(ChunkStoreException exception) => exception is not BackendException { IsOfDevice: false };

    internal static async ValueTask ReadAsync(IStorageBackend backend, string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        int count = await backend.ReadAsync(name, offset, destination, cancellationToken).ConfigureAwait(false);
        if (count < destination.Length)
        {
            throw new CorruptDataException($"Object '{name}'", $"it ends after {offset + count} bytes");
        }
    }

    private bool IsWorthIt(PackTable.Line pack) => rules is not null && pack.LengthBytes >= minPackLength;
}
