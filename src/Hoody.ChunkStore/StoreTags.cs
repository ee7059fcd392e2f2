using System.Diagnostics;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Telemetry;
using Hoody.ChunkStore.Verification;

namespace Hoody.ChunkStore;

/// <summary>What came of an operation of the store, as tags of its activity.</summary>
internal static class StoreTags
{
    internal static void Of(Activity activity, BlobStore store)
    {
        StoreStatistics statistics = store.GetStatistics();
        Set(activity, statistics.Packs, statistics.Blobs, statistics.StoredBytes);
    }

    internal static void Of(Activity activity, CollectionPlan plan) =>
        activity.SetTag(TagNames.Packs, plan.Packs.Count).SetTag(TagNames.Bytes, plan.BytesToDelete);

    internal static void Of(Activity activity, VerificationReport report)
    {
        Set(activity, report.PacksVerified, report.BlobsVerified, report.BytesVerified);
        activity.SetTag(TagNames.Depth, report.Depth.ToString()).SetTag(TagNames.IsSound, report.IsSound);
    }

    internal static void Of(Activity activity, HealResult result) =>
        activity.SetTag(TagNames.Blobs, result.BlobsHealed).SetTag(TagNames.Bytes, result.BytesHealed);

    private static void Set(Activity activity, long packs, long blobs, long bytes) =>
        activity.SetTag(TagNames.Packs, packs).SetTag(TagNames.Blobs, blobs).SetTag(TagNames.Bytes, bytes);
}
