namespace Hoody.ChunkStore.Backends;

/// <summary>A backend whose listings may show what others have created and not made durable yet.</summary>
internal interface ISettlingBackend
{
    /// <summary>Makes durable all that was listed before this call. Creating and deleting do it by themselves.</summary>
    /// <param name="cancellationToken">Cancels the call before it begins.</param>
    /// <exception cref="BackendException">It could not be made durable.</exception>
    ValueTask SettleAsync(CancellationToken cancellationToken);
}
