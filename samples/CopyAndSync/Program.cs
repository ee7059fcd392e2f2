using System.Runtime.Versioning;
using CopyAndSync;
using Hoody.LocalHost;
using Hoody.Sdk;

[assembly: SupportedOSPlatform("linux")]

if (args is ["--help" or "-h"])
{
    Console.WriteLine(SampleOptions.Usage);
    return 0;
}

if (SampleOptions.Parse(args, out string? error) is not { } options)
{
    Console.Error.WriteLine(error);
    Console.Error.WriteLine(SampleOptions.Usage);
    return 2;
}

string dataFolder = Directory.CreateTempSubdirectory("hoody-copy-and-sync-").FullName;
try
{
    Console.WriteLine($"A host with two servers, and a container made from {options.Source}");
    HoodyHostOptions hostOptions = new()
    {
        DataFolder = dataFolder,
        Images = new Dictionary<string, string> { [Images.Source] = options.Source },
    };
    await using HoodyHost host = await HoodyHost.StartAsync(hostOptions);

    // The first start over a new data folder made an account: its token is here, and nowhere else.
    using HoodyClient client = new(
        HoodyCredential.FromToken(host.InitialToken!), new HoodyClientOptions { BaseAddress = host.BaseAddress });
    IReadOnlyList<Step> steps = await new Scenario(host, client).RunAsync();

    StepTable.Print(steps);
    bool areAllEqual = steps.All(step => step.IsEqual ?? true);
    Console.WriteLine(areAllEqual
        ? "Every copy equals its source: bytes, types, modes, owners, times, link targets."
        : "A copy differs from its source; the differences are above.");
    return areAllEqual ? 0 : 1;
}
finally
{
    if (options.Keep)
    {
        Console.WriteLine($"The data is in {dataFolder}");
    }
    else
    {
        Directory.Delete(dataFolder, recursive: true);
    }
}
