using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.LocalHost;

/// <summary>A server that another host plays.</summary>
public sealed record PeerServer
{
    /// <summary>Gets the server's name in this host's API.</summary>
    public required string Server { get; init; }

    /// <summary>Gets the server's name in the other host; null, the default, when it is the same.</summary>
    public string? RemoteName { get; init; }

    /// <summary>Gets where the other host offers its servers, and how the two know each other. Its clock is also that of the timeouts below.</summary>
    public required HttpPeerOptions Connection { get; init; }

    /// <summary>
    /// Gets how long the other host may take for one piece of work on a container's files: to take them in, to put them in place, to remove them. 1 second
    /// to 1 day; default: 1 hour. What takes longer has failed, and is stopped there.
    /// </summary>
    public TimeSpan WorkTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Gets how long a transfer with the other host may stand still: 1 second to 1 hour; default: 1 minute.</summary>
    public TimeSpan TransferIdleTimeout { get; init; } = TransferOptions.Default.IdleTimeout;

    /// <summary>Gets whose turn it is first, of the transfers of this host: those with this server, before or after others. Default: normal.</summary>
    public TransferPriority TransferPriority { get; init; }

    internal TransferOptions Transfers => new() { IdleTimeout = TransferIdleTimeout, Time = Connection.TimeProvider, Priority = TransferPriority };

    /// <exception cref="ArgumentException">A value is out of the range that its property states.</exception>
    internal void Validate()
    {
        RequireBetween(WorkTimeout, TimeSpan.FromDays(1), nameof(WorkTimeout));
        RequireBetween(TransferIdleTimeout, TimeSpan.FromHours(1), nameof(TransferIdleTimeout));
        if (!Enum.IsDefined(TransferPriority))
        {
            throw new ArgumentException($"Peer server '{Server}': {TransferPriority} is no priority.");
        }
    }

    private void RequireBetween(TimeSpan value, TimeSpan most, string name)
    {
        if (value < TimeSpan.FromSeconds(1) || value > most)
        {
            throw new ArgumentException($"Peer server '{Server}': {name} is 1 second to {most}, not {value}.");
        }
    }
}
