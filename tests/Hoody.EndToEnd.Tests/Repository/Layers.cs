namespace Hoody.EndToEnd.Tests.Repository;

/// <summary>The only arrows there are: between projects, and between the folders of one project.</summary>
internal static class Layers
{
    /// <summary>Project → the projects it references, exactly. What those reference in turn may be used too.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Projects = new Dictionary<string, string[]>
    {
        ["Hoody.Hashing"] = [],
        ["Hoody.ChunkStore"] = ["Hoody.Hashing"],
        ["Hoody.ChunkStore.Conformance"] = ["Hoody.ChunkStore"],
        ["Hoody.Volumes"] = ["Hoody.ChunkStore"],
        ["Hoody.Sdk"] = [],
        ["Hoody.LocalHost"] = ["Hoody.Sdk", "Hoody.Volumes"],
    };

    /// <summary>
    /// Project → its folders in levels, from the bottom up; a file may use the folders at or below its own level. Files in the project's
    /// own folder are the door: they may use every folder, and every folder sees their value types and exceptions.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string[][]> Folders = new Dictionary<string, string[][]>
    {
        ["Hoody.Hashing"] = [["Blake3"], ["Chunking"]],
        ["Hoody.ChunkStore"] =
        [
            // The log of a lease names the refs that its holder is about to change.
            ["Native", "Telemetry"], ["Backends"], ["Sealing"], ["Codecs"], ["Packs"], ["Indexes"], ["Epochs"], ["Leases", "Refs", "Closures"], ["Reading", "Writing"],
            ["Collection"], ["Verification"],
        ],
        ["Hoody.ChunkStore.Conformance"] = [],
        ["Hoody.Volumes"] = [["Transports", "Workers"], ["Trees"], ["Native"], ["StatCaching"], ["Snapshots"], ["Retention"], ["Collection"], ["Diffing"], ["Syncing"], ["Transfer"], ["Import"], ["Comparing", "Export"], ["Overlays"]],

        // The client is one namespace, as its users want it: its folders are for the reader of the source.
        ["Hoody.Sdk"] =
        [
            ["Json"],
            ["Ids", "Errors", "Credentials", "Options", "Keys", "Telemetry"],
            ["Http"],
            [
                "Authentication", "Containers", "Copies", "Environment", "Firewall", "Network", "Operations", "Paging", "Projects", "ProxyAliases", "Servers",
                "Snapshots",
            ],
            ["DependencyInjection"],
        ],

        // The resources of the API know each other: a project lists its containers, a container names its project.
        ["Hoody.LocalHost"] =
        [
            ["State"], ["Http"], ["Accounts", "Faults"], ["Engine"], ["Peers"], ["Containers", "Jobs", "Networking", "Projects", "ProxyAliases", "Servers", "Snapshots"], ["Hosting"],
        ],
    };

    /// <summary>The projects that <paramref name="project"/> may use, itself included.</summary>
    public static IReadOnlySet<string> Reachable(string project)
    {
        HashSet<string> reachable = [project];
        foreach (string reference in Projects[project])
        {
            reachable.UnionWith(Reachable(reference));
        }

        return reachable;
    }
}
