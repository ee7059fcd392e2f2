using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Telemetry;

namespace Hoody.ChunkStore.Reading;

/// <summary>A batch of reads that somebody watches: one activity from the first blob to the end of the enumeration, and a count of the blobs.</summary>
internal static class MeasuredBatch
{
    /// <summary>The batch itself while nobody watches.</summary>
    internal static IAsyncEnumerable<FetchedBlob> Of(IAsyncEnumerable<FetchedBlob> blobs, BlobKind kind, CancellationToken cancellationToken) =>
        StoreActivity.IsListenedTo || StoreMeter.Read.IsListenedTo ? MeasureAsync(blobs, kind, cancellationToken) : blobs;

    private static async IAsyncEnumerable<FetchedBlob> MeasureAsync(
        IAsyncEnumerable<FetchedBlob> blobs, BlobKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Activity? activity = StoreActivity.Start(ActivityNames.GetMany);
        (long count, long bytes) = (0, 0);
        IAsyncEnumerator<FetchedBlob> batch = blobs.GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable disposal = batch.ConfigureAwait(false);
        try
        {
            while (await MoveNextAsync(batch, activity).ConfigureAwait(false))
            {
                count++;
                bytes += batch.Current.Plain.Length;
                StoreMeter.Read.Count(kind, batch.Current.Plain.Length);
                yield return batch.Current;
            }
        }
        finally
        {
            activity?.SetTag(TagNames.Blobs, count).SetTag(TagNames.Bytes, bytes);
        }
    }

    // Apart, since an iterator cannot yield inside a try with a catch.
    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<FetchedBlob> batch, Activity? activity)
    {
        try
        {
            return await batch.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            activity.Fail(failure);
            throw;
        }
    }
}
