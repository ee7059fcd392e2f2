using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Runs as objects of the backend.</summary>
/// <remarks>
/// The head is created last and deleted first, so a run that has its head is whole, unless somebody took objects away. Whatever is wrong with a run,
/// it is then left out: its packs are read instead.
/// </remarks>
internal sealed class IndexStorage(IStorageBackend backend, BlobStoreOptions options)
{
    /// <summary>The lengths of one run's objects, as listed: the head by −1, the parts by their numbers.</summary>
    internal sealed record Listed(Guid Run)
    {
        internal Dictionary<int, long> Lengths { get; } = [];
    }

    internal async Task<List<Listed>> ListAsync(CancellationToken cancellationToken)
    {
        Dictionary<Guid, Listed> runs = [];
        await foreach (StoredObject found in backend.ListAsync(IndexName.Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (IndexName.TryParse(found.Name, out Guid id, out int part))
            {
                runs.TryAdd(id, new Listed(id));
                runs[id].Lengths[part] = found.LengthBytes;
            }
        }

        return [.. runs.Values];
    }

    /// <summary>The run, its packs numbered in <paramref name="packs"/>, for the caller to dispose; null when it is not whole, or of another version.</summary>
    /// <exception cref="BackendException">A failure that may pass.</exception>
    internal async Task<IndexRun?> LoadAsync(Listed listed, PackTable packs, CancellationToken cancellationToken)
    {
        try
        {
            string name = IndexName.Head(listed.Run);
            IndexHead head = IndexHead.Decode(await ReadHeadAsync(name, listed, cancellationToken).ConfigureAwait(false), $"Index '{name}'");
            RequireOrder(head, name);
            if (head.Parts.Where((part, i) => listed.Lengths.GetValueOrDefault(i) != part.LengthBytes).Any())
            {
                return null;
            }

            return await OpenAsync(listed.Run, head, [.. head.Packs.Select(packs.GetOrAdd)], cancellationToken).ConfigureAwait(false);
        }
        catch (ChunkStoreException exception) when (exception is not BackendException { IsTransient: true })
        {
            return null; // a hint that cannot be read is no hint; the packs say the same
        }
    }

    /// <summary>Creates the objects of a run and opens it. The caller disposes it.</summary>
    /// <param name="merge">The entries.</param>
    /// <param name="packNumbers">Its packs, in the order of their ids.</param>
    /// <param name="removed">The removed packs that it tells of.</param>
    /// <param name="packs">Where the packs are numbered.</param>
    /// <param name="duplicates">The count of duplicates to record, given the ones that the merge met.</param>
    /// <param name="cancellationToken">Cancels; the objects written so far stay, and are removed later.</param>
    internal async Task<IndexRun> WriteAsync(
        IndexMerge merge,
        int[] packNumbers,
        IReadOnlyList<Blake3Digest> removed,
        PackTable packs,
        Func<(long Entries, long PlainBytes)> duplicates,
        CancellationToken cancellationToken)
    {
        byte[] random = new byte[16];
        options.Random(random);
        Guid run = new(random);
        List<IndexHead.Part> parts = [];
        while (merge.TryBuildPart(out IndexHead.Part part, out ReadOnlySequence<byte> content))
        {
            await CreateAsync(IndexName.Part(run, parts.Count), content, cancellationToken).ConfigureAwait(false);
            parts.Add(part);
        }

        (long entries, long plainBytes) = duplicates();
        IndexHead head = new(parts, [.. packNumbers.Select(packs.LineOf)], removed, entries, plainBytes);
        await CreateAsync(IndexName.Head(run), new(head.Encode()), cancellationToken).ConfigureAwait(false);
        return await OpenAsync(run, head, packNumbers, cancellationToken).ConfigureAwait(false);
    }

    internal async Task DeleteAsync(Guid run, IEnumerable<int> parts, CancellationToken cancellationToken)
    {
        await backend.DeleteAsync(IndexName.Head(run), cancellationToken).ConfigureAwait(false);
        foreach (int part in parts.Where(part => part >= 0))
        {
            await backend.DeleteAsync(IndexName.Part(run, part), cancellationToken).ConfigureAwait(false);
        }
    }

    private static void RequireOrder(IndexHead head, string name)
    {
        for (int i = 1; i < head.Parts.Count; i++)
        {
            if (head.Parts[i].FirstKey <= head.Parts[i - 1].LastKey)
            {
                throw new CorruptDataException($"Index '{name}'", "its parts overlap");
            }
        }
    }

    private async Task<byte[]> ReadHeadAsync(string name, Listed listed, CancellationToken cancellationToken)
    {
        if (!listed.Lengths.TryGetValue(-1, out long length) || length > IndexHead.MaxLengthBytes)
        {
            throw new CorruptDataException($"Index '{name}'", "it is not there, or too long");
        }

        byte[] bytes = new byte[length];
        int count = await backend.ReadAsync(name, 0, bytes, cancellationToken).ConfigureAwait(false);
        return count == length ? bytes : throw new CorruptDataException($"Index '{name}'", "it is cut short");
    }

    private async Task<IndexRun> OpenAsync(Guid run, IndexHead head, int[] packNumbers, CancellationToken cancellationToken)
    {
        List<IndexPart> parts = [];
        try
        {
            foreach (IndexHead.Part part in head.Parts)
            {
                string name = IndexName.Part(run, parts.Count);
                parts.Add(new IndexPart(await ObjectViews.OpenAsync(backend, name, part.LengthBytes, cancellationToken).ConfigureAwait(false), part));
            }

            return new IndexRun(run, head, parts, packNumbers);
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }
    }

    private async Task CreateAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        if (!await backend.CreateIfAbsentAsync(name, content, cancellationToken).ConfigureAwait(false))
        {
            // Random names do not meet: a backend that tried twice, having lost the first answer. Its hash is in the head.
            long? length = await backend.GetLengthAsync(name, cancellationToken).ConfigureAwait(false);
            if (length != content.Length)
            {
                throw new CorruptDataException($"Index '{name}'", "the name is taken by other bytes");
            }
        }
    }
}
