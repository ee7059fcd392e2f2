namespace Hoody.Testing;

/// <summary>
/// A network namespace, and a link between it and the one that the test runs in which carries so many bits a second in each direction (<c>tc</c>'s
/// token bucket). Needs root, <c>ip</c> and <c>tc</c>.
/// </summary>
public sealed class NetworkPair : IDisposable
{
    // Of the range for measuring networks (RFC 2544), which nobody's machine is in.
    private readonly string _prefix;
    private readonly string _name;

    public NetworkPair(string rate)
    {
        int number = Random.Shared.Next(1, 255);
        _name = $"hoody-{Environment.ProcessId}-{number}";
        _prefix = $"198.18.{number}";
        string near = $"hoody{number}";
        Run("ip", "netns", "add", _name);
        Run("ip", "link", "add", near, "type", "veth", "peer", "name", "far", "netns", _name);
        Run("ip", "addr", "add", $"{_prefix}.1/24", "dev", near);
        Run("ip", "link", "set", near, "up");
        Run([.. EnterFar, "ip", "addr", "add", $"{FarAddress}/24", "dev", "far"]);
        Run([.. EnterFar, "ip", "link", "set", "far", "up"]);
        Run([.. EnterFar, "ip", "link", "set", "lo", "up"]);
        string[] limit = ["root", "tbf", "rate", rate, "burst", "64kb", "latency", "50ms"];
        Run(["tc", "qdisc", "add", "dev", near, .. limit]);
        Run([.. EnterFar, "tc", "qdisc", "add", "dev", "far", .. limit]);
    }

    /// <summary>Why a test that needs this is skipped; null where it is not.</summary>
    public static string? Lacking => !Environment.IsPrivilegedProcess ? "needs root"
        : !Tool.Exists("ip") || !Tool.Exists("tc") ? "needs ip and tc (iproute2)"
        : Tool.Run("ip", "netns", "list") is { ExitCode: not 0 } failed ? $"this machine has no network namespaces: {failed.Error}"
        : null;

    /// <summary>Where the far end is.</summary>
    public string FarAddress => $"{_prefix}.2";

    public string Network => $"{_prefix}.0/24";

    /// <summary>What starts a program at the far end.</summary>
    public string[] EnterFar => ["ip", "netns", "exec", _name];

    /// <summary>Removes the namespace, and the link with it.</summary>
    public void Dispose() => Run("ip", "netns", "delete", _name);

    private static void Run(params string[] command)
    {
        ToolResult result = Tool.Run(command[0], command[1..]);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)}: {result.Error}");
        }
    }
}
