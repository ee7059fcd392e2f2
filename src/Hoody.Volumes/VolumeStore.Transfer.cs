using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes;

public sealed partial class VolumeStore
{
    /// <summary>Finds out what <see cref="PullAsync"/> would move. Changes nothing.</summary>
    /// <param name="source">The store to read from.</param>
    /// <param name="snapshots">Snapshots that the source holds, 4,096 at most.</param>
    /// <param name="options">Choices for both sides; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the planning.</param>
    /// <exception cref="ArgumentException">There are too many snapshots.</exception>
    /// <exception cref="BlobNotFoundException">The source lacks a snapshot or a part of one.</exception>
    /// <exception cref="CorruptDataException">A node of the source is damaged or contradicts what names it.</exception>
    /// <exception cref="FileTreeException">A tree is deeper or its directories are larger than this version walks.</exception>
    public Task<TransferPlan> PlanPullAsync(
        VolumeStore source, IReadOnlyCollection<BlobId> snapshots, TransferOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(snapshots);
        return LocalTransfer.PlanAsync(source.Blobs, Blobs, snapshots, options, cancellationToken);
    }

    /// <summary>Brings snapshots and all they consist of over a connection to whoever serves the other end; only the blobs that this store lacks move.</summary>
    /// <param name="connection">The connection; both directions are completed when the call ends, however it ends.</param>
    /// <param name="requests">What to bring, 1 to 4,096 snapshots, and which refs shall point to them here.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="progress">Told from time to time how far the transfer is.</param>
    /// <param name="cancellationToken">Cancels the transfer until its refs are made; what arrived before stays and counts as held when it is run again.</param>
    /// <returns>What moved; all of it is durable, and the refs are made.</returns>
    /// <exception cref="ArgumentException">There are no requests, or too many, or one is null or asks for what no ref can be.</exception>
    /// <exception cref="TransferException">The other side, or the connection, ended the transfer; a ref is not what was expected.</exception>
    /// <exception cref="CorruptDataException">A blob that was sent is damaged or contradicts what names it. Nothing of it was stored.</exception>
    /// <exception cref="FileTreeException">A tree is deeper or its directories are larger than this version walks.</exception>
    public Task<TransferResult> ReceiveAsync(
        IDuplexPipe connection,
        IReadOnlyList<TransferRequest> requests,
        TransferOptions? options = null,
        IProgress<TransferProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ThrowIfNotRoots(requests, request => (request.SourceRef, request.ExpectedGeneration), nameof(requests));
        return new TransferFlow(Blobs, options ?? TransferOptions.Default).PullAsync(connection, requests, progress, cancellationToken);
    }

    /// <summary>Finds out what a pull over a connection would move: the same negotiation without the data. Changes nothing.</summary>
    /// <param name="connection">The connection; both directions are completed when the call ends, however it ends.</param>
    /// <param name="requests">What would be brought.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the planning.</param>
    /// <exception cref="ArgumentException">There are no requests, or too many, or one is null or asks for what no ref can be.</exception>
    /// <exception cref="TransferException">The other side, or the connection, ended it.</exception>
    /// <exception cref="CorruptDataException">A node that was sent is damaged or contradicts what names it.</exception>
    /// <exception cref="FileTreeException">A tree is deeper or its directories are larger than this version walks.</exception>
    public Task<TransferPlan> PlanReceiveAsync(
        IDuplexPipe connection, IReadOnlyList<TransferRequest> requests, TransferOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ThrowIfNotRoots(requests, request => (request.SourceRef, request.ExpectedGeneration), nameof(requests));
        return new TransferFlow(Blobs, options ?? TransferOptions.Default).PlanAsync(connection, requests, cancellationToken);
    }

    /// <summary>Sends snapshots and all they consist of to whoever serves the other end of a connection: the same protocol with the roles turned.</summary>
    /// <param name="connection">The connection; both directions are completed when the call ends, however it ends.</param>
    /// <param name="roots">What to send, 1 to 4,096 snapshots, and which refs shall point to them there.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the transfer; what arrived before stays there and counts as held when it is run again.</param>
    /// <returns>What the receiver took: all of it is durable there, and the refs are made.</returns>
    /// <exception cref="ArgumentException">There are no roots, or too many, or one is null or has what no ref can be.</exception>
    /// <exception cref="BlobNotFoundException">This store lacks a snapshot or a part of one.</exception>
    /// <exception cref="TransferException">The other side, or the connection, ended the transfer.</exception>
    public Task<TransferReceipt> SendAsync(
        IDuplexPipe connection, IReadOnlyList<TransferRoot> roots, TransferOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ThrowIfNotRoots(roots, root => (root.RefName, root.ExpectedGeneration), nameof(roots));
        return new TransferFlow(Blobs, options ?? TransferOptions.Default).PushAsync(connection, roots, cancellationToken);
    }

    /// <summary>Serves one pull, plan or push from the other end of a connection, as far as the policy allows.</summary>
    /// <param name="connection">The connection, from somebody whose right to it was looked at; both directions are completed when the call ends.</param>
    /// <param name="policy">What the other side may do.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="progress">Told from time to time how far a push is.</param>
    /// <param name="cancellationToken">Ends the session; the other side is told.</param>
    /// <exception cref="TransferException">The other side broke the protocol, asked for what is not allowed, or ended the session; that session alone has ended.</exception>
    /// <exception cref="ChunkStoreException">This store failed, or what was sent is damaged.</exception>
    public Task ServeTransferAsync(
        IDuplexPipe connection,
        TransferPolicy policy,
        TransferOptions? options = null,
        IProgress<TransferProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(policy);
        return new TransferFlow(Blobs, options ?? TransferOptions.Default).ServeAsync(connection, policy, progress, cancellationToken);
    }

    private static void ThrowIfNotRoots<T>(IReadOnlyList<T> roots, Func<T, (string NameThere, long Generation)> read, string parameterName)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(roots, parameterName);
        if (roots.Count is 0 or > TransferLimits.MaxRoots)
        {
            throw new ArgumentException($"A transfer has 1 to {TransferLimits.MaxRoots} roots, not {roots.Count}.", parameterName);
        }

        foreach (T root in roots)
        {
            ArgumentNullException.ThrowIfNull(root, parameterName);
            (string name, long generation) = read(root);
            if (generation < 0 || !RootFrames.CanName(name))
            {
                throw new ArgumentException(
                    $"No ref is at generation {generation}, or has a name of {name.Length} characters that are not at most {TransferLimits.MaxRefNameBytes} of ASCII.", parameterName);
            }
        }
    }
}
