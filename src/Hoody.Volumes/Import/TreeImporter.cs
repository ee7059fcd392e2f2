using Hoody.ChunkStore;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>The import as a whole: checks before, durability after.</summary>
/// <param name="blobs">The store that the import is for.</param>
/// <param name="scratch">
/// Takes the nodes when nothing is to be stored: then chunks are hashed only, and what the stat cache knows is used, but neither pinned nor renewed, since both would write.
/// </param>
internal sealed class TreeImporter(BlobStore blobs, BlobStore? scratch = null)
{
    public async Task<ImportResult> ImportAsync(
        string directory, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        using Descriptor root = RootDirectory.Open(directory);
        try
        {
            return await ImportAsync(directory, root, options, isKnowing: true, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (ChunkStoreException exception) when (options.StatCachePath is not null && IsAboutWhatWasKnown(exception))
        {
            // The cache, or a tree that it led to, is damaged: it was a hint, and everything can be read.
            return await ImportAsync(directory, root, options, isKnowing: false, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    // Without a cache an import reads nothing of the kind.
    private static bool IsAboutWhatWasKnown(ChunkStoreException exception) =>
        exception is CorruptDataException or BlobNotFoundException or UnsupportedFormatException;

    private async Task<ImportResult> ImportAsync(
        string directory, Descriptor root, ImportOptions options, bool isKnowing, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        using var cache = ImportCache.Open(blobs, options, isKnowing, isRemembering: scratch is null);

        if (scratch is not null || cache is not { IsKnowing: true })
        {
            return await RunAsync(directory, root, options, cache, progress, cancellationToken).ConfigureAwait(false);
        }

        // From before the first question whether something is held.
        StorePin pin = await blobs.PinAsync(cancellationToken).ConfigureAwait(false);
        await using (pin.ConfigureAwait(false))
        {
            return await RunAsync(directory, root, options, cache, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ImportResult> RunAsync(
        string directory, Descriptor root, ImportOptions options, ImportCache? cache, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        BlobWriter writer = (scratch ?? blobs).BeginWrite();
        await using (writer.ConfigureAwait(false))
        {
            ImportSession session = new(directory, writer, blobs.Format.Chunker, options, cache, progress)
            {
                StoreId = blobs.Format.StoreId, StoresChunks = scratch is null,
            };
            ImportRun run = new(session);
            TreeEntry tree = await run.RunAsync(root, cancellationToken).ConfigureAwait(false);
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (cache?.Complete(run.RootCacheOffset) is { } error and not Errno.None)
            {
                session.Notice(TreePath.Root, ImportNoticeKind.StatCacheNotWritten, $"is imported, but its stat cache cannot be written ({error.Name()})");
            }

            return new ImportResult(tree, ToStatistics(tree.Totals, writer.Statistics, cache?.Kept ?? 0), session.SortedNotices());
        }
    }

    private static ImportStatistics ToStatistics(TreeTotals totals, WriteStatistics written, long entriesKept) => new(
        totals.Files, totals.Directories, totals.OtherEntries, totals.LengthBytes,
        written.BlobsNew, written.PlainBytesNew, written.StoredBytesNew, entriesKept);
}
