using Hoody.ChunkStore;
using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
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
            return await new AtomicExporter(blobs, ExchangePlace.Of(directory))
                .ExportAsync(BuildBesideAsync, cancellationToken).ConfigureAwait(false);
        }

        using StatCacheFile? cache = OpenCache();
        using Descriptor root = RootDirectory.OpenOrCreate(directory);
        return await BuildAsync(directory, root, new ExportSession(directory, blobs) { Cache = cache }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ExportPlan> PlanAsync(CancellationToken cancellationToken)
    {
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        if (options.IsAtomic)
        {
            _ = ExchangePlace.Of(directory); // It says so if there can be none.
        }

        using StatCacheFile? cache = options.IsAtomic ? null : OpenCache();
        using Descriptor root = RootDirectory.OpenIfThere(directory);
        return await SurveyAsync(directory, root, cache, readsBack: false, cancellationToken).ConfigureAwait(false);
    }

    // Without a cache: nothing is there that could be known.
    private Task<ExportResult> BuildBesideAsync(string path, Descriptor root, Descriptor? oldTree, CancellationToken cancellationToken) =>
        BuildAsync(path, root, new ExportSession(path, blobs) { OldTree = oldTree }, cancellationToken);

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

    private StatCacheFile? OpenCache() => options.StatCachePath is { } path ? StatCacheFile.TryOpen(path, blobs.Format.StoreId) : null;

    private async Task<ExportPlan> SurveyAsync(
        string path, Descriptor root, StatCacheFile? cache, bool readsBack, CancellationToken cancellationToken)
    {
        ExportSteps steps = new(options.MaxStepsListed);
        ExportSession session = new(path, blobs, steps) { ReadsBack = readsBack, Cache = cache };
        await new ExportRun(session, options.DegreeOfParallelism).RunAsync(tree, root, cancellationToken).ConfigureAwait(false);
        return new ExportPlan(this, session.ToResult(), steps);
    }
}
