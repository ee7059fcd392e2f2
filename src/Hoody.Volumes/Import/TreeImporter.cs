using Hoody.ChunkStore;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>The import as a whole: checks before, durability after.</summary>
internal sealed class TreeImporter(BlobStore blobs)
{
    public async Task<ImportResult> ImportAsync(
        string directory, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        using Descriptor root = RootDirectory.Open(directory);

        BlobWriter writer = blobs.BeginWrite();
        await using (writer.ConfigureAwait(false))
        {
            ImportSession session = new(directory, writer, blobs.Format.Chunker, options, progress);
            TreeEntry tree = await new ImportRun(session).RunAsync(root, cancellationToken).ConfigureAwait(false);
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            return new ImportResult(tree, ToStatistics(tree.Totals, writer.Statistics), session.SortedNotices());
        }
    }

    private static ImportStatistics ToStatistics(TreeTotals totals, WriteStatistics written) => new(
        totals.Files, totals.Directories, totals.OtherEntries, totals.LengthBytes, written.BlobsNew, written.PlainBytesNew, written.StoredBytesNew);
}
