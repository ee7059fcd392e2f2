namespace Hoody.LocalHost;

/// <summary>Where things lie below the data folder.</summary>
internal sealed class HostFolders(string dataFolder)
{
    public string Data { get; } = Path.GetFullPath(dataFolder);

    public string StateFile => Path.Combine(Data, "host.db");

    public string JobsFile => Path.Combine(Data, "jobs.db");

    public string LockFile => Path.Combine(Data, "host.lock");

    public string Store(string server) => Path.Combine(Data, "servers", server, "store");

    public string Container(string server, string containerId) => Path.Combine(Data, "servers", server, "containers", containerId);

    /// <summary>What the last capture of a container's directory saw; may be deleted at any time.</summary>
    public string StatCache(string server, string containerId) => Path.Combine(Data, "servers", server, "stat-caches", containerId);

    public string Keys(string containerId) => Path.Combine(Data, "keys", containerId);

    public string PrivateKey(string containerId) => Path.Combine(Keys(containerId), "id_ed25519");
}
