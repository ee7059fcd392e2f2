using System.Globalization;
using Hoody.LocalHost;
using Hoody.LocalHost.Hosting;

// The host as a program; README.md says what its arguments are.
const string Usage = "usage: Hoody.LocalHost --data DIR [--port N] [--image NAME=DIR]... [--server NAME]... [--peers FILE] [--transfer-rate BYTES_PER_SECOND] [--transfer-memory BYTES]";

if (!TryParse(args, out HoodyHostOptions? options, out string? peersFile))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

try
{
    await using HoodyHost host = await HoodyHost.StartAsync(peersFile is null ? options : PeersFile.Apply(peersFile, options));
    Console.WriteLine(host.BaseAddress);
    if (host.InitialToken is { } token)
    {
        Console.WriteLine(token);
        Console.Error.WriteLine("The second line is the token of the new account: it is shown this once.");
    }

    if (host.PeerAddress is { } peers)
    {
        Console.Error.WriteLine($"Other hosts reach this one's servers at {peers}");
    }

    await host.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (exception is HoodyHostException or ArgumentException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static bool TryParse(string[] arguments, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out HoodyHostOptions? options, out string? peersFile)
{
    options = null;
    peersFile = null;
    List<string> servers = [];
    string? data = null;
    int port = 0;
    long rate = 0;
    long memory = 0;
    Dictionary<string, string> images = new(StringComparer.Ordinal);
    for (int i = 0; i + 1 < arguments.Length; i += 2)
    {
        string value = arguments[i + 1];
        bool isKnown = arguments[i] switch
        {
            "--data" => (data = value).Length > 0,
            "--port" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out port),
            "--transfer-rate" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out rate) && rate > 0,
            "--transfer-memory" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out memory) && memory > 0,
            "--server" => Add(servers, value),
            "--peers" => (peersFile = value).Length > 0,
            "--image" => value.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } directory] && images.TryAdd(name, directory),
            _ => false,
        };
        if (!isKnown)
        {
            return false;
        }
    }

    if (data is null || arguments.Length % 2 != 0)
    {
        return false;
    }

    options = new HoodyHostOptions { DataFolder = data };
    options = options with
    {
        Port = port,
        Images = images,
        TransferBytesPerSecond = rate > 0 ? rate : null,
        TransferMemoryBudgetBytes = memory > 0 ? memory : options.TransferMemoryBudgetBytes,
        Servers = servers.Count > 0 ? servers : options.Servers,
        Logging = logging => logging.AddFilter("", LogLevel.Warning)
            .AddSimpleConsole(console => console.SingleLine = true)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace),
    };
    return true;
}

static bool Add(List<string> values, string value)
{
    values.Add(value);
    return value.Length > 0;
}

/// <summary>The program's entry; declared here so that it is no part of the library's surface.</summary>
internal sealed partial class Program;
