using Hoody.ChunkStore;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>The export as a whole: checks before, the report after, and the same without effect.</summary>
internal sealed class TreeExporter(BlobStore blobs, TreeEntry tree, string directory, ExportOptions options)
{
    public string Directory => directory;

    public async Task<ExportResult> ExportAsync(CancellationToken cancellationToken)
    {
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        if (options.IsAtomic)
        {
            return await new AtomicExporter(blobs, ExchangePlace.Of(directory)).ExportAsync(BuildAsync, cancellationToken).ConfigureAwait(false);
        }

        using Descriptor root = RootDirectory.OpenOrCreate(directory);
        return await BuildAsync(directory, root, oldTree: null, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ExportPlan> PlanAsync(CancellationToken cancellationToken)
    {
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        if (options.IsAtomic)
        {
            _ = ExchangePlace.Of(directory); // It says so if there can be none.
        }

        using Descriptor root = RootDirectory.OpenIfThere(directory);
        return await SurveyAsync(directory, root, readsBack: false, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ExportResult> BuildAsync(string path, Descriptor root, Descriptor? oldTree, CancellationToken cancellationToken)
    {
        ExportSession session = new(path, blobs) { OldTree = oldTree };
        await new ExportRun(session, options.DegreeOfParallelism).RunAsync(tree, root, cancellationToken).ConfigureAwait(false);
        return session.ToResult() with { Verification = options.Verify ? await VerifyAsync(path, root, cancellationToken).ConfigureAwait(false) : null };
    }

    private Task<ExportPlan> VerifyAsync(string path, Descriptor root, CancellationToken cancellationToken)
    {
        // Only what the disk has already can be dropped from memory, to be read from there.
        Errno error = root.SyncFileSystem();
        return error == Errno.None
            ? SurveyAsync(path, root, readsBack: true, cancellationToken)
            : throw new FileTreeErrors(path).Of(TreePath.Root, "cannot be made durable", error);
    }

    private async Task<ExportPlan> SurveyAsync(string path, Descriptor root, bool readsBack, CancellationToken cancellationToken)
    {
        ExportSteps steps = new(options.MaxStepsListed);
        ExportSession session = new(path, blobs, steps) { ReadsBack = readsBack };
        await new ExportRun(session, options.DegreeOfParallelism).RunAsync(tree, root, cancellationToken).ConfigureAwait(false);
        return new ExportPlan(this, session.ToResult(), steps);
    }
}
