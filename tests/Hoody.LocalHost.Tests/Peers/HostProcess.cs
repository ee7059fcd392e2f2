using System.Diagnostics;
using Hoody.Testing;

namespace Hoody.LocalHost.Tests.Peers;

/// <summary>The host as a process of its own, which a test kills and starts again.</summary>
internal sealed class HostProcess(TempDirectory folder, string name, params string[] arguments) : IDisposable
{
    private Process? _process;

    public string DataFolder => folder[name];

    /// <summary>Where its API is; another place after each start.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The token of the first start.</summary>
    public string Token { get; private set; } = "";

    public async Task StartAsync()
    {
        ProcessStartInfo start = new("dotnet", ["exec", typeof(HoodyHost).Assembly.Location, "--data", DataFolder, .. arguments])
        {
            RedirectStandardOutput = true,
        };
        bool isFirst = Token.Length == 0;
        _process = Process.Start(start) ?? throw new InvalidOperationException("the host did not start");
        Address = new Uri(await LineAsync());
        Token = isFirst ? await LineAsync() : Token;
    }

    public async Task KillAsync()
    {
        Process process = _process ?? throw new InvalidOperationException("the host does not run");
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    private async Task<string> LineAsync() =>
        await _process!.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the host said nothing"); // started above
}
