namespace Hoody.LocalHost.Peers;

/// <summary>Where things are at a peer. PROTOCOL.md.</summary>
internal static class PeerPaths
{
    public const string Root = "/peer/v1/servers";

    public const string PinHeader = "hoody-pin";

    public static string Server(string server) => $"{Root}/{Uri.EscapeDataString(server)}";

    public static string Snapshot(string containerId, string name) =>
        $"/containers/{Uri.EscapeDataString(containerId)}/snapshots/{Uri.EscapeDataString(name)}";

    public static string Container(string containerId, string what = "") => $"/containers/{Uri.EscapeDataString(containerId)}{what}";
}
