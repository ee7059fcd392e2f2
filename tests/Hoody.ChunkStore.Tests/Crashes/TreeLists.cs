using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Tests.Collection;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>What the trees of the crash tests refer to: the chunks they list, and nothing else.</summary>
internal sealed class TreeLists : IBlobReferences
{
    public string Version => "tree lists 1";

    public void AddReferences(BlobKind kind, ReadOnlySpan<byte> plain, ICollection<BlobReference> references)
    {
        for (; plain.Length >= BlobId.LengthBytes; plain = plain[BlobId.LengthBytes..])
        {
            references.Add(new BlobReference(BlobKind.Chunk, new BlobId(plain[..BlobId.LengthBytes])));
        }
    }

    /// <summary>Finishes a collection that was cut short, if there is one, and collects. Waits for nobody: leases of others are revoked.</summary>
    internal static async Task CollectAsync(BlobStore store)
    {
        CollectionPlan plan;
        do
        {
            plan = await store.PlanCollectionAsync(new TreeLists(), GarbageStore.Impatient);
            await plan.ApplyAsync();
        }
        while (plan.IsContinuation);
    }
}
