using System.Net;

namespace Hoody.Testing;

/// <summary>
/// Where a test listens that has to name its port before it listens there, or to come back to it: on the loopback network, at an address of this
/// process's own. A port of 127.0.0.1 that was free a moment ago may be given to anybody who asks for any.
/// </summary>
public static class OwnLoopback
{
    // Below those that the system gives to whoever asks for any.
    private const int FirstPort = 7700;

    private static int _portCount;

    /// <summary>Where no other process listens. On Linux all of 127.0.0.0/8 is this machine; elsewhere it may be one address alone.</summary>
    public static IPAddress Address { get; } = OperatingSystem.IsLinux() ? AddressOf(Environment.ProcessId) : IPAddress.Loopback;

    /// <summary>A port that nobody else in this process was given.</summary>
    public static int NextPort() => FirstPort + Interlocked.Increment(ref _portCount);

    // The number of a process has 22 bits at most.
    private static IPAddress AddressOf(int process) => new([127, (byte)(64 + (process >> 16)), (byte)(process >> 8), (byte)process]);
}
