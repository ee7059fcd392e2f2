using System.IO.Pipelines;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>A transfer between two stores of this process: both sides of the protocol, joined in memory.</summary>
internal static class LocalTransfer
{
    private static readonly TransferPolicy _policy = new() { AllowPull = true };

    public static async Task<TransferResult> PullAsync(
        BlobStore source,
        BlobStore target,
        IReadOnlyCollection<BlobId> snapshots,
        TransferOptions? options,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken)
    {
        TransferOptions forBoth = ForBoth(options);
        TransferRequest[] requests = Requests(snapshots);
        return requests.Length == 0
            ? new TransferResult(0, 0, 0)
            : await RunAsync(
                source,
                forBoth,
                connection => new TransferFlow(target, forBoth).PullAsync(connection, requests, progress, cancellationToken),
                cancellationToken)
                .ConfigureAwait(false);
    }

    public static async Task<TransferPlan> PlanAsync(
        BlobStore source, BlobStore target, IReadOnlyCollection<BlobId> snapshots, TransferOptions? options, CancellationToken cancellationToken)
    {
        TransferOptions forBoth = ForBoth(options);
        TransferRequest[] requests = Requests(snapshots);
        return requests.Length == 0
            ? new TransferPlan()
            : await RunAsync(
                source,
                forBoth,
                connection => new TransferFlow(target, forBoth).PlanAsync(connection, requests, cancellationToken),
                cancellationToken)
                .ConfigureAwait(false);
    }

    private static TransferRequest[] Requests(IReadOnlyCollection<BlobId> snapshots)
    {
        TransferRequest[] requests = [.. snapshots.Distinct().Select(id => new TransferRequest(id))];
        return requests.Length <= TransferLimits.MaxRoots
            ? requests
            : throw new ArgumentException($"A transfer has {TransferLimits.MaxRoots} snapshots at most, not {requests.Length}.", nameof(snapshots));
    }

    // Who has both stores open decides for both: that they are cut in different ways is no surprise to anybody.
    private static TransferOptions ForBoth(TransferOptions? options) => (options ?? TransferOptions.Default) with { AllowOtherChunker = true, IsWithinProcess = true };

    private static async Task<T> RunAsync<T>(
        BlobStore source, TransferOptions options, Func<IDuplexPipe, Task<T>> receive, CancellationToken cancellationToken)
    {
        (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();
        Task serving = Task.Run(() => new TransferFlow(source, options).ServeAsync(far, _policy, progress: null, cancellationToken), CancellationToken.None);
        Task<T> receiving = Task.Run(() => receive(near), CancellationToken.None);
        await ((Task)receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (receiving.Exception?.InnerException is TransferException { IsFromPeer: true })
        {
            await serving.ConfigureAwait(false); // the error itself, and not what was told of it
        }

        return await receiving.ConfigureAwait(false);
    }
}
