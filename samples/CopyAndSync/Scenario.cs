using System.Diagnostics;
using Hoody.LocalHost;
using Hoody.Sdk;

namespace CopyAndSync;

/// <summary>The story the sample tells, one method a chapter, and the measurements it takes on the way.</summary>
internal sealed class Scenario(HoodyHost host, HoodyClient client)
{
    private readonly OperationWaitOptions _wait = new() { PollInterval = TimeSpan.FromMilliseconds(20) };
    private readonly List<Step> _steps = [];

    public async Task<IReadOnlyList<Step>> RunAsync()
    {
        Project production = await client.Projects.CreateAsync(new CreateProjectRequest { Alias = "production" });
        Project staging = await client.Projects.CreateAsync(new CreateProjectRequest { Alias = "staging" });
        Dictionary<string, ServerId> servers = [];
        await foreach (Server server in client.Servers.ListAsync())
        {
            servers.Add(server.Name!, server.Id); // the local host names all its servers
        }

        ContainerId source = await CreateSourceAsync(production.Id, servers["node-us"]);
        string directory = host.GetContainerDirectory(source);
        SourceChanges.AddDatabase(directory);
        await MeasureAsync("snapshot 'stable' of the source", source, null, () => client.Snapshots.CreateAsync(source, new CreateSnapshotRequest { Alias = "stable" }));
        TreeManifest stable = TreeManifest.Read(directory);

        ContainerId local = await CopyAsync("copy to staging, same server", source, stable, new(staging.Id) { Name = "staging-api" });
        ContainerId remote = await CopyAsync(
            "copy to node-eu", source, stable, new(production.Id) { Name = "api-eu", TargetServerId = servers["node-eu"] });

        Console.WriteLine("The source changes:");
        foreach (string change in SourceChanges.Apply(directory))
        {
            Console.WriteLine($"  {change}");
        }

        TreeManifest changed = TreeManifest.Read(directory);
        await CopyAsync("copy of snapshot 'stable'", source, stable, new(staging.Id) { Name = "from-stable", SourceSnapshot = "stable" });
        await SyncAsync("sync staging", local, changed);
        await SyncAsync("sync node-eu", remote, changed);
        await SyncAsync("sync node-eu again: nothing to do", remote, changed);
        await MeasureAsync("restore 'stable' in the source", source, stable, () => client.Snapshots.RestoreAsync(source, "stable"));
        return _steps;
    }

    private async Task<ContainerId> CreateSourceAsync(ProjectId project, ServerId server)
    {
        Stopwatch watch = Stopwatch.StartNew();
        ContainerOperation creation = await client.Containers.CreateAsync(
            project, new CreateContainerRequest { ServerId = server, Name = "api", ContainerImage = Images.Source });
        await creation.WaitForCompletionAsync(_wait);
        await RecordAsync("create the source from the directory", creation.ContainerId, watch.Elapsed, null);
        return creation.ContainerId;
    }

    private async Task<ContainerId> CopyAsync(string name, ContainerId source, TreeManifest expected, CopyContainerRequest request)
    {
        Stopwatch watch = Stopwatch.StartNew();
        CopyOperation copy = await client.Containers.CopyAsync(source, request);
        await copy.WaitForCompletionAsync(_wait);
        await RecordAsync(name, copy.ContainerId, watch.Elapsed, expected);
        return copy.ContainerId;
    }

    private Task SyncAsync(string name, ContainerId copy, TreeManifest expected) => MeasureAsync(name, copy, expected, async () =>
    {
        SyncOperation sync = await client.Containers.SyncAsync(copy);
        await sync.WaitForCompletionAsync(_wait);
    });

    private async Task MeasureAsync(string name, ContainerId container, TreeManifest? expected, Func<Task> work)
    {
        Stopwatch watch = Stopwatch.StartNew();
        await work();
        await RecordAsync(name, container, watch.Elapsed, expected);
    }

    /// <summary>Asks the host for the figures and, outside the measured time, compares the container with what it must be.</summary>
    private async Task RecordAsync(string name, ContainerId container, TimeSpan elapsed, TreeManifest? expected)
    {
        HoodyResponse<OperationList> reply = await client.SendAsync(
            HttpMethod.Get, $"/local/v1/containers/{container.Value}/operations", SampleJson.Default.OperationList);
        OperationFigures figures = reply.Value.Operations[0];
        IReadOnlyList<string>? differences = expected is null
            ? null
            : TreeManifest.Read(host.GetContainerDirectory(container)).DifferencesFrom(expected);
        foreach (string difference in differences ?? [])
        {
            Console.Error.WriteLine($"  {name}: {difference}");
        }

        _steps.Add(new Step(
            name,
            elapsed,
            figures.Files ?? 0,
            figures.LogicalBytes ?? 0,
            figures.NewBytesStored ?? 0,
            figures.TransferredBytes ?? 0,
            differences is null ? null : differences.Count == 0));
        Console.WriteLine($"{name}: {elapsed.TotalMilliseconds:N0} ms");
    }
}
