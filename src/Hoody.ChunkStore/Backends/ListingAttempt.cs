namespace Hoody.ChunkStore.Backends;

/// <summary>A listing that may break off: the error is kept as a claim, since an iterator cannot yield inside a catch.</summary>
/// <param name="begin">Begins the listing; may fail at once, as the first step of it may.</param>
internal sealed class ListingAttempt(Func<IAsyncEnumerator<StoredObject>> begin) : IAsyncDisposable
{
    private IAsyncEnumerator<StoredObject>? _listing;

    internal bool HasFailed { get; private set; }

    internal StoredObject Current => _listing?.Current ?? default;

    /// <summary>False at the end, and after a transient failure when one may be; every other error is thrown.</summary>
    internal async ValueTask<bool> MoveNextAsync(bool mayFail)
    {
        try
        {
            _listing ??= begin();
            return await _listing.MoveNextAsync().ConfigureAwait(false);
        }
        catch (BackendException failure) when (failure.IsTransient && mayFail)
        {
            HasFailed = true;
            return false;
        }
    }

    public ValueTask DisposeAsync() => _listing?.DisposeAsync() ?? ValueTask.CompletedTask;
}
