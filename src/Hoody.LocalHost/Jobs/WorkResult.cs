using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Jobs;

/// <summary>What an operation did; its figures become part of the operation's record.</summary>
internal sealed record WorkResult
{
    public long Files { get; init; }

    public long LogicalBytes { get; init; }

    public long NewBytesStored { get; init; }

    public long TransferredBytes { get; init; }

    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>What else changes in the state, in the transaction that ends the operation.</summary>
    public Func<StateContext, ContainerRow, DateTimeOffset, CancellationToken, Task>? Apply { get; init; }
}
