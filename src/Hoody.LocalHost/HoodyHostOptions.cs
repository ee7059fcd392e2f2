using System.Buffers;
using Hoody.Sdk;
using Hoody.Volumes.Transfer;

namespace Hoody.LocalHost;

/// <summary>Where a <see cref="HoodyHost"/> keeps its data, what it plays, and its limits.</summary>
public sealed record HoodyHostOptions
{
    /// <summary>Gets the directory that holds everything of the host; made when absent. One host at a time uses it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Gets the TCP port on the loopback address; 0, the default, takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Gets the names of the servers that the host plays, each with a store and container directories of its own. Default: <c>node-us</c>
    /// and <c>node-eu</c>. A name is 1–63 lower-case letters, digits and hyphens.
    /// </summary>
    public IReadOnlyList<string> Servers { get; init; } = ["node-us", "node-eu"];

    /// <summary>
    /// Gets further servers that other hosts play. Containers on them are in this host's API; their files and snapshots are in the
    /// other host, and what is copied or synchronised goes there and comes from there. Default: none.
    /// </summary>
    public IReadOnlyList<PeerServer> Peers { get; init; } = [];

    /// <summary>Gets where the host's own servers are offered to other hosts; null, the default, for nowhere.</summary>
    public PeerListenerOptions? PeerListener { get; init; }

    /// <summary>
    /// Gets how many bytes a second the host's transfers with other hosts take together, in each direction: 65,536 or more. Null, the default, for no limit.
    /// What goes between servers of its own is not counted.
    /// </summary>
    public long? TransferBytesPerSecond { get; init; }

    /// <summary>
    /// Gets how many bytes of blobs the host's transfers together have in memory or on their way, whichever side it is: 33,554,432 (32 MiB) or more.
    /// Default: 256 MiB. A transfer for which there is nothing left waits.
    /// </summary>
    public long TransferMemoryBudgetBytes { get; init; } = new TransferSchedulerOptions().MemoryBudgetBytes;

    /// <summary>
    /// Gets what holds the users of a container's files still while a copy, a sync or a snapshot of the running container takes its last
    /// look at them; disposing the result lets them go on. Null, the default, holds nobody, and the files are looked at once. It is asked of
    /// the host that has the files.
    /// </summary>
    /// <remarks>
    /// With it, the files are first imported while they are in use, repeatedly, until a pass finds little that is new, five times at most. It is asked once,
    /// for the last pass. When it fails, or takes longer than <see cref="QuiesceTimeout"/>, the operation ends with the cause <c>quiesce</c>.
    /// </remarks>
    public Func<ContainerId, CancellationToken, ValueTask<IAsyncDisposable>>? Quiesce { get; init; }

    /// <summary>Gets how many new bytes a pass over files in use may find for the next one to be the last, which <see cref="Quiesce"/> is asked for; 0 or more. Default: 1 MiB.</summary>
    public long QuiesceThresholdBytes { get; init; } = 1 << 20;

    /// <summary>Gets how long <see cref="Quiesce"/> may take to hold the users still; more than zero. Default: 1 minute. Its token is cancelled then.</summary>
    public TimeSpan QuiesceTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets the images that containers can be made from: the name that <c>container_image</c> gives, and the local directory whose
    /// contents the container starts with. Default: none; a container without an image starts empty.
    /// </summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the clock of all times that the API shows and of snapshot expiry. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets how many containers one server takes, those being deleted included; 1 or more. Default: 1000.</summary>
    public int MaxContainersPerServer { get; init; } = 1000;

    /// <summary>Gets how many containers one project takes unless it says less itself; 1 or more. Default: 1000.</summary>
    public int MaxContainersPerProject { get; init; } = 1000;

    /// <summary>Gets how many snapshots one container keeps; 1 or more. Default: 1000.</summary>
    public int MaxSnapshotsPerContainer { get; init; } = 1000;

    /// <summary>Gets how many copies, syncs and other jobs run at the same time; 1–64. Default: the number of processors, at least 2.</summary>
    public int MaxConcurrentJobs { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, MaxJobs);

    /// <summary>Gets how many unfinished jobs one account may have before further ones are answered with 429; 1 or more. Default: 1000.</summary>
    public int MaxPendingJobsPerAccount { get; init; } = 1000;

    /// <summary>
    /// Gets the status code for a sync of a container that is not a copy: 400, the default, as the product page has it, or 409, as the
    /// service's published OpenAPI document has it. The body is the same.
    /// </summary>
    public int NonCopySyncStatusCode { get; init; } = 400;

    /// <summary>Gets what is done with the host's log events; null, the default, drops them. No event holds a token or a key.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>The names of all servers, here and elsewhere.</summary>
    internal IEnumerable<string> AllServers => Servers.Concat(Peers.Select(peer => peer.Server));

    /// <summary>What the host's transfers share. The clock is the system's, whatever clock the API shows.</summary>
    internal TransferSchedulerOptions Transfers => new() { BytesPerSecond = TransferBytesPerSecond, MemoryBudgetBytes = TransferMemoryBudgetBytes };

    private const int MaxJobs = 64;

    private static readonly SearchValues<char> ServerNameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <exception cref="ArgumentException">A value is out of the range that its property states.</exception>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(DataFolder);
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfNegative(QuiesceThresholdBytes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(QuiesceTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, 65535);
        ArgumentOutOfRangeException.ThrowIfLessThan(TransferBytesPerSecond ?? long.MaxValue, TransferSchedulerOptions.MinBytesPerSecond, nameof(TransferBytesPerSecond));
        ArgumentOutOfRangeException.ThrowIfLessThan(TransferMemoryBudgetBytes, TransferSchedulerOptions.MinMemoryBudgetBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxContainersPerServer, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxContainersPerProject, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSnapshotsPerContainer, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPendingJobsPerAccount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentJobs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxConcurrentJobs, MaxJobs);
        if (NonCopySyncStatusCode is not (400 or 409))
        {
            throw new ArgumentException($"{nameof(NonCopySyncStatusCode)} is 400 or 409, not {NonCopySyncStatusCode}.");
        }

        ValidateServers();
        PeerListener?.Validate();
        foreach (PeerServer peer in Peers)
        {
            peer.Validate();
        }

        foreach ((string image, string directory) in Images)
        {
            if (!Directory.Exists(directory))
            {
                throw new ArgumentException($"Image '{image}': the directory '{directory}' does not exist.");
            }
        }
    }

    private void ValidateServers()
    {
        string[] names = [.. AllServers];
        if (names.Length == 0 || names.Distinct().Count() != names.Length)
        {
            throw new ArgumentException($"{nameof(Servers)} and {nameof(Peers)} need at least one name, and each name once.");
        }

        // A server's name is a directory's name and a part of host names.
        string? badName = names.FirstOrDefault(name => name.Length is < 1 or > 63 || name.StartsWith('-')
            || name.AsSpan().ContainsAnyExcept(ServerNameCharacters));
        if (badName is not null)
        {
            throw new ArgumentException($"Server name '{badName}': 1–63 lower-case letters, digits and hyphens, not beginning with a hyphen.");
        }
    }
}
