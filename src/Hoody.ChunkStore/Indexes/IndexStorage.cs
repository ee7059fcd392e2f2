using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Runs as objects of the backend.</summary>
/// <remarks>
/// The head is created last and deleted first, so a run that has its head is whole, unless somebody took objects away. Parts without a head are those of
/// a dead writer, or of a slow one: whoever deletes them creates a head in its place first. Whatever is wrong with a run, it can be left out: its packs
/// are read instead.
/// </remarks>
internal sealed class IndexStorage(IStorageBackend backend, BlobStoreOptions options)
{
    // A run without entries: what stands for parts that are being deleted.
    private static readonly IndexHead s_nothing = new([], [], [], 0, 0);

    /// <summary>The lengths of one run's objects, as listed: the head by −1, the parts by their numbers.</summary>
    internal sealed record Listed(Guid Run)
    {
        internal Dictionary<int, long> Lengths { get; } = [];

        /// <summary>Whether whoever deletes it has created a head that stands for it, and deletes that last.</summary>
        internal bool HasStandIn { get; set; }
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

    /// <summary>The run, its packs numbered in <paramref name="packs"/>, for the caller to dispose; null when its head is not there, or not any more.</summary>
    /// <exception cref="CorruptDataException">It has a head, and is not the run that the head tells of.</exception>
    /// <exception cref="UnsupportedFormatException">A run of a later version.</exception>
    internal async Task<IndexRun?> LoadAsync(Listed listed, PackTable packs, CancellationToken cancellationToken)
    {
        if (!listed.Lengths.TryGetValue(-1, out long headLength))
        {
            return null; // its writer did not come to create it, or somebody has begun to delete the run
        }

        string what = $"Index '{IndexName.Head(listed.Run)}'";
        try
        {
            byte[] bytes = await ReadHeadAsync(listed, headLength, what, cancellationToken).ConfigureAwait(false);
            IndexHead head = IndexHead.Decode(bytes, what);
            for (int i = 0; i < head.Parts.Count; i++)
            {
                long length = listed.Lengths.GetValueOrDefault(i);
                if (length != head.Parts[i].LengthBytes)
                {
                    throw new CorruptDataException(what, $"part {i} has {length} bytes, not {head.Parts[i].LengthBytes}");
                }
            }

            return await OpenAsync(listed.Run, head, packs.GetOrAdd(head.Packs), cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectNotFoundException)
        {
            return null; // deleted since it was listed
        }
    }

    /// <summary>A run that nothing is there of yet.</summary>
    internal Listed NewRun()
    {
        byte[] random = new byte[16];
        options.Random(random);
        return new Listed(new Guid(random));
    }

    /// <summary>
    /// Creates the objects of a run and opens it, for the caller to dispose; null when somebody took its parts for those of a dead writer before the head was there. What is left is deleted then.
    /// </summary>
    /// <param name="written">A new run. The objects that may be there are noted in it, for whoever has to delete them if this fails.</param>
    /// <param name="merge">The entries.</param>
    /// <param name="packNumbers">Its packs, in the order of their ids.</param>
    /// <param name="removed">The removed packs that it tells of.</param>
    /// <param name="packs">Where the packs are numbered.</param>
    /// <param name="duplicates">The count of duplicates to record, given the ones that the merge met.</param>
    /// <param name="cancellationToken">Cancels; the objects written so far stay.</param>
    internal async Task<IndexRun?> WriteAsync(
        Listed written,
        IndexMerge merge,
        int[] packNumbers,
        IReadOnlyList<Blake3Digest> removed,
        PackTable packs,
        Func<(long Entries, long PlainBytes)> duplicates,
        CancellationToken cancellationToken)
    {
        Guid run = written.Run;
        List<IndexHead.Part> parts = [];
        while (merge.TryBuildPart(out IndexHead.Part part, out ReadOnlySequence<byte> content))
        {
            written.Lengths[parts.Count] = content.Length; // before: of a creation that fails nobody knows whether it was made
            await CreateAsync(IndexName.Part(run, parts.Count), content, cancellationToken).ConfigureAwait(false);
            parts.Add(part);
        }

        // Some may be gone with their packs: a head that told of more than it has would be refused.
        (long duplicateEntries, long plainBytes) = duplicates();
        duplicateEntries = Math.Clamp(duplicateEntries, 0, parts.Sum(part => (long)part.EntryCount));
        plainBytes = Math.Clamp(plainBytes, 0, duplicateEntries * BlobStore.MaxBlobLengthBytes);
        IndexHead head = new(parts, [.. packNumbers.Select(packs.LineOf)], removed, duplicateEntries, plainBytes);
        byte[] bytes = head.Encode();
        written.Lengths[-1] = bytes.Length; // before, as above: a run that is whole is not deleted for its parts alone
        try
        {
            if (await TryCreateAsync(IndexName.Head(run), new(bytes), cancellationToken).ConfigureAwait(false))
            {
                return await OpenAsync(run, head, packNumbers, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ObjectNotFoundException)
        {
            // The head of whoever took the parts is gone already, as they are.
        }

        await DeleteAsync(run, Enumerable.Range(0, parts.Count), cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Deletes what is there of a run that is not whole, unless its writer finishes it first.</summary>
    internal async Task DeleteStrayAsync(Listed stray, CancellationToken cancellationToken)
    {
        string head = IndexName.Head(stray.Run);
        if (stray.Lengths.ContainsKey(-1))
        {
            await DeleteAsync(stray.Run, stray.Lengths.Keys, cancellationToken).ConfigureAwait(false);
        }
        else if (stray.HasStandIn || await backend.CreateIfAbsentAsync(head, new(s_nothing.Encode()), cancellationToken).ConfigureAwait(false))
        {
            stray.HasStandIn = true;

            // The head goes last here: until all parts are gone, their writer must not create its own.
            await DeletePartsAsync(stray.Run, stray.Lengths.Keys, cancellationToken).ConfigureAwait(false);
            await backend.DeleteAsync(head, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(Guid run, IEnumerable<int> parts, CancellationToken cancellationToken)
    {
        await backend.DeleteAsync(IndexName.Head(run), cancellationToken).ConfigureAwait(false);
        await DeletePartsAsync(run, parts, cancellationToken).ConfigureAwait(false);
    }

    private async Task DeletePartsAsync(Guid run, IEnumerable<int> parts, CancellationToken cancellationToken)
    {
        foreach (int part in parts.Where(part => part >= 0))
        {
            await backend.DeleteAsync(IndexName.Part(run, part), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<byte[]> ReadHeadAsync(Listed listed, long length, string what, CancellationToken cancellationToken)
    {
        // Its first bytes alone: a hostile length must fit its counts, and they the parts that are there, before it is allocated.
        string name = IndexName.Head(listed.Run);
        byte[] first = new byte[IndexHeadFrame.Size];
        int count = await backend.ReadAsync(name, 0, first, cancellationToken).ConfigureAwait(false);
        IndexHeadFrame frame = IndexHeadFrame.Read(first.AsSpan(0, count), length, what);
        if (frame.PartCount >= listed.Lengths.Count)
        {
            throw new CorruptDataException(what, $"it tells of {frame.PartCount} parts, and {listed.Lengths.Count - 1} are there");
        }

        byte[] bytes = new byte[length];
        count = await backend.ReadAsync(name, 0, bytes, cancellationToken).ConfigureAwait(false);
        return count == length ? bytes : throw new CorruptDataException(what, $"it is cut short after {count} of {length} bytes");
    }

    private async Task<IndexRun> OpenAsync(Guid run, IndexHead head, int[] packNumbers, CancellationToken cancellationToken)
    {
        List<IndexPart> parts = [];
        try
        {
            foreach (IndexHead.Part part in head.Parts)
            {
                string name = IndexName.Part(run, parts.Count);
                ObjectView view = await ObjectViews.OpenAsync(backend, name, part.LengthBytes, cancellationToken).ConfigureAwait(false);
                parts.Add(new IndexPart(view, part)); // whose disposal is the view's, from here on
                IndexPartCheck.RequireHeader(view, part, name);
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
        if (!await TryCreateAsync(name, content, cancellationToken).ConfigureAwait(false))
        {
            throw new CorruptDataException($"Index '{name}'", "the name is taken by other bytes");
        }
    }

    /// <returns>False when there is something else of that name.</returns>
    private async ValueTask<bool> TryCreateAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        await backend.CreateIfAbsentAsync(name, content, cancellationToken).ConfigureAwait(false)

        // Random names do not meet: of that length it is the work of a backend that tried twice, having lost the first answer. A part's hash is in the head.
        || await backend.GetLengthAsync(name, cancellationToken).ConfigureAwait(false) == content.Length;
}
