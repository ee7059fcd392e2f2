using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Jobs;

/// <summary>This run of the host: its name on the operations it works on, and the signal that it ends.</summary>
internal sealed class HostBoot(IHostApplicationLifetime lifetime)
{
    public string Id { get; } = RandomIds.NewOperationId();

    public CancellationToken Stopping => lifetime.ApplicationStopping;
}
