using System.Collections.Concurrent;
using System.Diagnostics;
using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Peers;

/// <summary>The host as a process of its own, which a test kills and starts again.</summary>
/// <param name="dataFolder">Where its data lies.</param>
/// <param name="launcher">The program, with its arguments, that starts the host's in its turn; empty for none.</param>
/// <param name="arguments">What the host is started with besides.</param>
internal sealed class HostProcess(string dataFolder, string[] launcher, params string[] arguments) : IApiHost, IDisposable
{
    private Process? _process;
    private HttpClient? _http;

    public HttpClient Http => _http ?? throw new InvalidOperationException("the host does not run");

    public ConcurrentQueue<string> Transcript { get; } = new();

    /// <summary>The token of the first start.</summary>
    public string Token { get; private set; } = "";

    public async Task StartAsync()
    {
        string[] command = [.. launcher, "dotnet", "exec", typeof(HoodyHost).Assembly.Location, "--data", dataFolder, .. arguments];
        bool isFirst = Token.Length == 0;
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("the host did not start");
        _http = new HttpClient { BaseAddress = new Uri(await LineAsync()) };
        Token = isFirst ? await LineAsync() : Token;
    }

    public async Task KillAsync()
    {
        Process process = _process ?? throw new InvalidOperationException("the host does not run");
        process.Kill();
        await process.WaitForExitAsync();
        Dispose();
    }

    /// <summary>Where the files of a container on one of the host's servers are.</summary>
    public string DirectoryOf(string server, string containerId) => Path.Combine(dataFolder, "servers", server, "containers", containerId);

    /// <summary>Where the store of one of the host's servers is.</summary>
    public string StoreOf(string server) => Path.Combine(dataFolder, "servers", server, "store");

    public void Dispose()
    {
        _http?.Dispose();
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        (_http, _process) = (null, null);
    }

    private async Task<string> LineAsync() =>
        await _process!.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the host said nothing"); // started above
}
