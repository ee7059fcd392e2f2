using Hoody.ChunkStore.Backends;

namespace Hoody.Volumes.Transfer;

/// <summary>The bandwidth and the memory that all transfers of a process share: each names it in its <see cref="TransferOptions"/>. Thread-safe.</summary>
/// <remarks>
/// Whoever finds nothing left waits, by <see cref="TransferPriority"/>, and shows the other side meanwhile that it lives. Beside the memory counted here a
/// session has its connection's buffers and tables, about 2 MiB, and a receiver's store its open packs.
/// <para>
/// No two sessions can wait for each other, on one machine or between two: a receiver waits only while nothing that it asked for is on its way, so it always reads
/// what its sender sends; so what senders hold comes free by itself, and then what receivers hold.
/// </para>
/// </remarks>
public sealed class TransferScheduler
{
    // What one session that has no other way on may take beyond its share: with 12 MiB of its own, as much as a session without a scheduler.
    private const long MostDeepBytes = 28 << 20;

    private readonly TransferPace? _sending;
    private readonly TransferPace? _receiving;
    private long _bytesSent;
    private long _bytesReceived;

    /// <summary>Creates a scheduler.</summary>
    /// <param name="options">What there is to share; null for the defaults.</param>
    public TransferScheduler(TransferSchedulerOptions? options = null)
        : this(options ?? new TransferSchedulerOptions(), (options ?? new TransferSchedulerOptions()).MemoryBudgetBytes)
    {
    }

    // For budgets that tests can fill.
    internal TransferScheduler(TransferSchedulerOptions options, long memoryBudgetBytes)
    {
        Options = options;
        long quarter = memoryBudgetBytes / 4;
        DeepBytes = Math.Min(MostDeepBytes, quarter / 2);
        Chunks = new ByteBudget(memoryBudgetBytes / 2);
        Nodes = new ByteBudget(quarter - DeepBytes);
        Reads = new ByteBudget(quarter);
        if (Options.BytesPerSecond is { } rate)
        {
            _sending = new TransferPace(new BandwidthLimiter(rate, time: Options.Time));
            _receiving = new TransferPace(new BandwidthLimiter(rate, time: Options.Time));
        }
    }

    /// <summary>What there is to share.</summary>
    public TransferSchedulerOptions Options { get; }

    /// <summary>How much of <see cref="TransferSchedulerOptions.MemoryBudgetBytes"/> is taken at this moment.</summary>
    public long MemoryInUseBytes => Chunks.Taken + Nodes.Taken + Reads.Taken;

    /// <summary>Bytes that went out over connections so far. What two stores of one process move between them goes over none.</summary>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Bytes that came in over connections so far.</summary>
    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    /// <summary>Waits until so many bytes may be sent, and counts them: for what a program sends beside the transfers that name the scheduler.</summary>
    /// <param name="bytes">How many, 0 or more.</param>
    /// <param name="priority">Whose turn it is first.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public ValueTask SendAsync(long bytes, TransferPriority priority = TransferPriority.Normal, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Interlocked.Add(ref _bytesSent, bytes);
        return _sending is null ? ValueTask.CompletedTask : _sending.WaitAsync(bytes, priority, cancellationToken);
    }

    /// <summary>Counts bytes that have come, and waits until more may.</summary>
    internal ValueTask ReceiveAsync(long bytes, TransferPriority priority, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _bytesReceived, bytes);
        return _receiving is null ? ValueTask.CompletedTask : _receiving.WaitAsync(bytes, priority, cancellationToken);
    }

    /// <summary>Chunks that receivers have asked for and not stored yet.</summary>
    internal ByteBudget Chunks { get; }

    /// <summary>Tree nodes that wait for what is below them.</summary>
    internal ByteBudget Nodes { get; }

    /// <summary>What senders read ahead.</summary>
    internal ByteBudget Reads { get; }

    /// <summary>One place, for the session that may take <see cref="DeepBytes"/> beyond what is left for nodes.</summary>
    internal ByteBudget Deep { get; } = new(1);

    internal long DeepBytes { get; }

    /// <summary>How many wait until they may send.</summary>
    internal int WaitingToSend => _sending?.WaitingCount ?? 0;
}
