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
        RefuseOwnStore();
        using var cache = ExportCache.Open(blobs, options, isRemembering: true);
        ExportResult result = options.IsAtomic
            ? await new AtomicExporter(blobs, ExchangePlace.Of(directory)).ExportAsync(BuildBesideAsync, cancellationToken).ConfigureAwait(false)
            : await BuildInPlaceAsync(cache, cancellationToken).ConfigureAwait(false);
        return Complete(cache, result);

        // Nothing is there that could be known.
        Task<ExportResult> BuildBesideAsync(string path, Descriptor root, Descriptor? oldTree, CancellationToken stop) =>
            BuildAsync(path, root, new ExportSession(path, blobs) { Cache = cache, Root = root, OldTree = oldTree }, stop);
    }

    public async Task<ExportPlan> PlanAsync(CancellationToken cancellationToken)
    {
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        RefuseOwnStore();
        if (options.IsAtomic)
        {
            _ = ExchangePlace.Of(directory); // It says so if there can be none.
        }

        using var cache = ExportCache.Open(blobs, options, isRemembering: false);
        using Descriptor root = RootDirectory.OpenIfThere(directory);
        return await SurveyAsync(directory, root, cache, readsBack: false, cancellationToken).ConfigureAwait(false);
    }

    // Before anything is made there. A store below the target is met, and refused, when it would be removed.
    private void RefuseOwnStore()
    {
        using Descriptor nearest = RootDirectory.OpenNearest(directory);
        OwnStore.RefuseAround(blobs.Format.StoreId, nearest, new FileTreeErrors(directory));
    }

    private async Task<ExportResult> BuildInPlaceAsync(ExportCache? cache, CancellationToken cancellationToken)
    {
        using Descriptor root = RootDirectory.OpenOrCreate(directory);
        ExportSession session = new(directory, blobs) { Cache = cache, Root = root };
        return await BuildAsync(directory, root, session, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Leaves the cache for the next one, unless what it tells of was found to be otherwise.</summary>
    private static ExportResult Complete(ExportCache? cache, ExportResult result)
    {
        Errno error = result.Verification is { IsEmpty: false } ? Errno.None : cache?.Complete() ?? Errno.None;
        return error == Errno.None ? result : result with
        {
            Notices =
            [
                new ExportNotice(TreePath.Root, ExportNoticeKind.StatCacheNotWritten, $"The tree is exported, but its stat cache cannot be written ({error.Name()})."),
                .. result.Notices,
            ],
        };
    }

    private async Task<ExportResult> BuildAsync(string path, Descriptor root, ExportSession session, CancellationToken cancellationToken)
    {
        await new ExportRun(session, options.DegreeOfParallelism).RunAsync(tree, root, cancellationToken).ConfigureAwait(false);
        return session.ToResult() with { Verification = options.Verify ? await VerifyAsync(path, root, cancellationToken).ConfigureAwait(false) : null };
    }

    private Task<ExportPlan> VerifyAsync(string path, Descriptor root, CancellationToken cancellationToken)
    {
        // Only what the disk has already can be dropped from memory, to be read from there.
        Errno error = root.SyncFileSystem();
        return error == Errno.None
            ? SurveyAsync(path, root, cache: null, readsBack: true, cancellationToken)
            : throw new FileTreeErrors(path).Of(TreePath.Root, "cannot be made durable", error);
    }

    private async Task<ExportPlan> SurveyAsync(
        string path, Descriptor root, ExportCache? cache, bool readsBack, CancellationToken cancellationToken)
    {
        ExportSteps steps = new(options.MaxStepsListed);
        ExportSession session = new(path, blobs, steps) { ReadsBack = readsBack, Cache = cache };
        await new ExportRun(session, options.DegreeOfParallelism).RunAsync(tree, root, cancellationToken).ConfigureAwait(false);
        return new ExportPlan(this, session.ToResult(), steps);
    }
}
