namespace Hoody.ChunkStore.Backends;

/// <summary>A listing that may break off: the error is kept as a claim, since an iterator cannot yield inside a catch.</summary>
internal sealed class ListingAttempt(IAsyncEnumerator<StoredObject> listing) : IAsyncDisposable
{
    internal bool HasFailed { get; private set; }

    internal StoredObject Current => listing.Current;

    /// <summary>False at the end, and after a transient failure when one may be; every other error is thrown.</summary>
    internal async ValueTask<bool> MoveNextAsync(bool mayFail)
    {
        try
        {
            return await listing.MoveNextAsync().ConfigureAwait(false);
        }
        catch (BackendException failure) when (failure.IsTransient && mayFail)
        {
            HasFailed = true;
            return false;
        }
    }

    public ValueTask DisposeAsync() => listing.DisposeAsync();
}
