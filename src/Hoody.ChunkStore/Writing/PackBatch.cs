using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Writing;

/// <summary>Packs to make durable together, data before trees, and the one who waits for it.</summary>
internal sealed record PackBatch(PackBuilder Data, PackBuilder? Trees, TaskCompletionSource? Written)
{
    /// <summary>Frees the memory, and tells the one who waits that it is over; how it ended is the queue's to say.</summary>
    internal void Complete()
    {
        Written?.SetResult();
        Data.Dispose();
        Trees?.Dispose();
    }
}
