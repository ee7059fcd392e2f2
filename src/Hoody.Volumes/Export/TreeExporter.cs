using Hoody.ChunkStore;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>The export as a whole: checks before, the report after.</summary>
internal sealed class TreeExporter(BlobStore blobs)
{
    public async Task<ExportResult> ExportAsync(TreeEntry tree, string directory, ExportOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        if (options.IsAtomic)
        {
            AtomicExporter exporter = new(blobs, ExchangePlace.Of(directory));
            return await exporter.ExportAsync(tree, options.DegreeOfParallelism, cancellationToken).ConfigureAwait(false);
        }

        using Descriptor root = RootDirectory.OpenOrCreate(directory);
        ExportSession session = new(directory, blobs);
        await new ExportRun(session, options.DegreeOfParallelism).RunAsync(tree, root, cancellationToken).ConfigureAwait(false);
        return session.ToResult();
    }
}
