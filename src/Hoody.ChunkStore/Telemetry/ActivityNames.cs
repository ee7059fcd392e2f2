namespace Hoody.ChunkStore.Telemetry;

/// <summary>The activities of the source <c>Hoody.ChunkStore</c>; docs/telemetry.md tells what each spans.</summary>
internal static class ActivityNames
{
    internal const string Create = "Hoody.ChunkStore.Create";

    internal const string Open = "Hoody.ChunkStore.Open";

    internal const string PutMany = "Hoody.ChunkStore.PutMany";

    internal const string Flush = "Hoody.ChunkStore.Flush";

    internal const string WritePacks = "Hoody.ChunkStore.WritePacks";

    internal const string UpdateRef = "Hoody.ChunkStore.UpdateRef";

    internal const string DeleteRef = "Hoody.ChunkStore.DeleteRef";

    internal const string GetMany = "Hoody.ChunkStore.GetMany";

    internal const string PlanCollection = "Hoody.ChunkStore.PlanCollection";

    internal const string Mark = "Hoody.ChunkStore.Mark";

    internal const string ApplyCollection = "Hoody.ChunkStore.ApplyCollection";

    internal const string Verify = "Hoody.ChunkStore.Verify";

    internal const string Heal = "Hoody.ChunkStore.Heal";

    internal const string ReadDirectories = "Hoody.ChunkStore.ReadDirectories";

    internal const string CompactIndex = "Hoody.ChunkStore.CompactIndex";
}
