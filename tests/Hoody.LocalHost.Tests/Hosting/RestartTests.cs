using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hoody.LocalHost.Tests.Hosting;

public class RestartTests
{
    [Fact]
    public async Task Everything_is_there_after_a_restart_and_the_token_is_not_shown_again()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        string token = host.Host.InitialToken!;
        ApiClient api = host.As(token);
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project, more: ",\"environment_vars\":{\"A\":\"1\"}");
        await api.NewSnapshotAsync(source, "before");
        string copy = await api.NewCopyAsync(source, project, more: $",\"target_server_id\":\"{await api.ServerAsync("node-eu")}\"");
        (await api.PutAsync($"containers/{copy}/network", """{"type":"block"}""")).Data();
        string[] paths =
        [
            "projects", "servers", "containers?sort_by=name", $"containers/{source}", $"containers/{copy}", $"containers/{copy}/network",
            $"containers/{source}/snapshots", $"containers/{copy}/snapshots", $"containers/{copy}/status-logs",
            $"/local/v1/containers/{copy}/operations",
        ];

        // What is kept in memory alone, and says so: the plan of an operation.
        host.Time.Advance(OperationGauges.KeptAfterEnd);
        string[] before = await ReadAsync(api, paths);

        await host.StopAsync();
        await host.StartAsync();

        Assert.Null(host.Host.InitialToken);
        Assert.Equal(before, await ReadAsync(host.As(token), paths));
        Assert.Equal("version 1", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
    }

    [Fact]
    public async Task Copies_syncs_and_restores_go_on_after_a_restart()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        string token = host.Host.InitialToken!;
        ApiClient api = host.As(token);
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        await api.NewSnapshotAsync(source, "before");
        string copy = await api.NewCopyAsync(source, project);
        await host.StopAsync();
        await host.StartAsync();

        await File.WriteAllTextAsync(host.FileOf(source, "app.txt"), "version 2");
        await host.As(token).SyncAsync(copy);
        Assert.Equal("version 2", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
        (await host.As(token).PutAsync($"containers/{source}/snapshots/before")).Data();
        Assert.Equal("version 1", await File.ReadAllTextAsync(host.FileOf(source, "app.txt")));
    }

    [Fact]
    public async Task A_second_host_is_kept_off_the_data_folder()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        HoodyHostOptions options = new() { DataFolder = host.DataFolder };
        HoodyHostException refusal = await Assert.ThrowsAsync<HoodyHostException>(() => HoodyHost.StartAsync(options));
        Assert.Contains(host.DataFolder, refusal.Message, StringComparison.Ordinal);
        (await host.As(host.Host.InitialToken).GetAsync("projects")).Data();
    }

    [Fact]
    public async Task A_server_that_still_has_containers_must_be_named()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        ApiClient api = host.As(host.Host.InitialToken);
        await api.NewContainerAsync(await api.NewProjectAsync());
        await host.StopAsync();
        HoodyHostOptions options = new() { DataFolder = host.DataFolder, Servers = ["node-eu"] };
        HoodyHostException refusal = await Assert.ThrowsAsync<HoodyHostException>(() => HoodyHost.StartAsync(options));
        Assert.Contains("node-us", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_by_its_number_and_nothing_is_changed()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        await host.StopAsync();
        await ExecuteAsync(host.StateFile, "PRAGMA user_version = 7;");
        byte[] before = await File.ReadAllBytesAsync(host.StateFile);
        HoodyHostException refusal = await Assert.ThrowsAsync<HoodyHostException>(host.StartAsync);
        Assert.Contains(host.StateFile, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("schema version 7", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(host.StateFile));
    }

    [Theory]
    [InlineData("CREATE TABLE theirs (x);")]
    [InlineData("CREATE TABLE theirs (x); PRAGMA user_version = 1;")]
    public async Task Another_programs_database_is_refused_and_left_alone(string sql)
    {
        using TempDirectory folder = new();
        string path = folder["host.db"];
        await ExecuteAsync(path, sql);
        byte[] before = await File.ReadAllBytesAsync(path);
        HoodyHostOptions options = new() { DataFolder = folder.Path };
        HoodyHostException refusal = await Assert.ThrowsAsync<HoodyHostException>(() => HoodyHost.StartAsync(options));
        Assert.Contains("is not a state file", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        using TempDirectory folder = new();
        await File.WriteAllTextAsync(folder["host.db"], string.Join('\n', Enumerable.Repeat("not a database", 100)));
        HoodyHostOptions options = new() { DataFolder = folder.Path };
        await Assert.ThrowsAsync<HoodyHostException>(() => HoodyHost.StartAsync(options));
    }

    [Fact]
    public async Task A_host_that_was_killed_while_it_made_its_stores_starts_again()
    {
        using TempDirectory folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Path, "servers", "node-us", "store", "tmp"));
        await using HoodyHost host = await HoodyHost.StartAsync(new HoodyHostOptions { DataFolder = folder.Path });
        Assert.NotNull(host.InitialToken);
    }

    [Fact]
    public async Task A_start_that_fails_stops_what_it_has_started()
    {
        using TempDirectory folder = new();
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        Started started = new();
        HoodyHostOptions options = new()
        {
            DataFolder = folder.Path,
            Port = ((IPEndPoint)taken.LocalEndpoint).Port,
            Logging = logging => logging.Services.AddSingleton<IHostedService>(started),
        };
        await Assert.ThrowsAsync<HoodyHostException>(() => HoodyHost.StartAsync(options));
        Assert.Equal(["start", "stop"], started.Events);
    }

    private sealed class Started : IHostedService
    {
        public List<string> Events { get; } = [];

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Events.Add("start");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Events.Add("stop");
            return Task.CompletedTask;
        }
    }

    private static async Task<string[]> ReadAsync(ApiClient api, string[] paths)
    {
        List<string> answers = [];
        foreach (string path in paths)
        {
            JsonElement data = (await api.GetAsync(path)).Data();
            answers.Add(data.ToString());
        }

        return [.. answers];
    }

    private static async Task ExecuteAsync(string path, string sql)
    {
        await using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
