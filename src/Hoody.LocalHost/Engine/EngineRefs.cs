namespace Hoody.LocalHost.Engine;

/// <summary>The names of a container's refs in its server's store. Ids and snapshot names are valid segments by their own rules.</summary>
internal static class EngineRefs
{
    /// <summary>The state that the host captured or provisioned last.</summary>
    public static string Current(string containerId) => $"containers/{containerId}/current";

    public static string Snapshot(string containerId, string name) => $"containers/{containerId}/snapshots/{name}";

    public static string AllOf(string containerId) => $"containers/{containerId}/";

    /// <summary>The name, beside those of a source's snapshots, of the state that a copy or a sync takes from it. No snapshot has a name with a dot.</summary>
    public static string TakenFor(string copyId) => $".{copyId}";
}
