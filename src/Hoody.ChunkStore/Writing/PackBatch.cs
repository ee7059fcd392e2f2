using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Writing;

/// <summary>Packs to make durable one after the other, data before trees, and those who wait for it.</summary>
internal sealed record PackBatch(PackBuilder Data, PackBuilder? Trees, IReadOnlyList<TaskCompletionSource> Waiting)
{
    internal int BlobCount => Data.Entries.Count + (Trees?.Entries.Count ?? 0);

    /// <summary>Frees the memory, and tells those who wait that it is over; how it ended is the group's to say.</summary>
    internal void Complete()
    {
        Data.Dispose();
        Trees?.Dispose();
        foreach (TaskCompletionSource waiting in Waiting)
        {
            waiting.TrySetResult();
        }
    }
}
