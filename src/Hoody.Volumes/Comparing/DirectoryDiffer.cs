using System.Runtime.CompilerServices;
using Hoody.ChunkStore;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Import;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Comparing;

/// <summary>Compares a tree with a directory as it is now, and stores nothing of it.</summary>
/// <remarks>
/// The directory is read by the importer, so all its rules hold; its chunks are hashed and forgotten, and its nodes kept in a scratch store until the comparison ends. Then two
/// trees are compared like any others. Memory is that of an import, and after it that of a comparison: it does not grow with files or with nodes.
/// </remarks>
internal sealed class DirectoryDiffer(BlobStore blobs)
{
    public async IAsyncEnumerable<TreeChange> CompareAsync(
        TreeEntry before, string directory, DiffOptions? options, ImportOptions reading, IProgress<ImportNotice>? notices, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        BlobStore scratch = await CreateScratchAsync(cancellationToken).ConfigureAwait(false);
        await using (scratch.ConfigureAwait(false))
        {
            ImportResult read = await new TreeImporter(blobs, scratch).ImportAsync(directory, reading, null, cancellationToken).ConfigureAwait(false);
            foreach (ImportNotice notice in read.Notices)
            {
                notices?.Report(notice);
            }

            NodeSource nodes = new(blobs, scratch);
            await foreach (TreeChange change in TreeComparison.CompareAsync(nodes, before, read.Root, options, cancellationToken).ConfigureAwait(false))
            {
                yield return change;
            }
        }
    }

    private static async ValueTask<BlobStore> CreateScratchAsync(CancellationToken cancellationToken)
    {
        ScratchBackend backend = ScratchBackend.Create();
        try
        {
            // Nodes are mostly hashes, which do not shrink, and are read again at once.
            return await BlobStore.CreateAsync(backend, new BlobStoreOptions { Compression = BlobCodec.None }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await backend.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
