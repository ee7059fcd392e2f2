using System.Globalization;
using Hoody.LocalHost;

// The host as a program: hoody-localhost --data DIR [--port N] [--image NAME=DIR]...
const string Usage = "usage: Hoody.LocalHost --data DIR [--port N] [--image NAME=DIR]...";

if (!TryParse(args, out HoodyHostOptions? options))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

try
{
    await using HoodyHost host = await HoodyHost.StartAsync(options);
    Console.WriteLine(host.BaseAddress);
    if (host.InitialToken is { } token)
    {
        Console.WriteLine(token);
        Console.Error.WriteLine("The second line is the token of the new account: it is shown this once.");
    }

    await host.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (exception is HoodyHostException or ArgumentException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static bool TryParse(string[] arguments, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out HoodyHostOptions? options)
{
    options = null;
    string? data = null;
    int port = 0;
    Dictionary<string, string> images = new(StringComparer.Ordinal);
    for (int i = 0; i + 1 < arguments.Length; i += 2)
    {
        string value = arguments[i + 1];
        bool isKnown = arguments[i] switch
        {
            "--data" => (data = value).Length > 0,
            "--port" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out port),
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

    options = new HoodyHostOptions
    {
        DataFolder = data,
        Port = port,
        Images = images,
        Logging = logging => logging.AddFilter("", LogLevel.Warning)
            .AddSimpleConsole(console => console.SingleLine = true)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace),
    };
    return true;
}

/// <summary>The program's entry; declared here so that it is no part of the library's surface.</summary>
internal sealed partial class Program;
