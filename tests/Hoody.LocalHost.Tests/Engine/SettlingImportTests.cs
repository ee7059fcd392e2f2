using System.Text.Json;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Testing;
using Hoody.Volumes;
using Hoody.Volumes.Import;

namespace Hoody.LocalHost.Tests.Engine;

public sealed class SettlingImportTests
{
    private const int Threshold = 10_000;
    private const int FirstLength = 400_000;

    private readonly List<string> _events = [];

    [Fact]
    public async Task Passes_over_files_that_change_end_when_little_is_new_and_the_users_are_held_for_the_last_alone()
    {
        // What is written while each pass goes on: the pass after it finds it.
        (ImportResult last, long stored) = await RunAsync([100_000, 5_000]);

        Assert.Equal(["pass", "pass", "pass", "hold", "pass", "let go"], _events);
        Assert.Equal(3, last.Root.Totals.Files);
        Assert.InRange(stored, FirstLength + 105_000, FirstLength + 120_000);
    }

    [Fact]
    public async Task Files_that_nobody_changes_have_settled_after_the_second_pass()
    {
        await RunAsync([]);
        Assert.Equal(["pass", "pass", "hold", "pass", "let go"], _events);
    }

    [Fact]
    public async Task Files_that_change_faster_than_they_are_read_are_held_after_a_number_of_passes()
    {
        await RunAsync([.. Enumerable.Repeat(50_000, 20)]);
        Assert.Equal([.. Enumerable.Repeat("pass", SettlingImport.MaxPassesInUse), "hold", "pass", "let go"], _events);
    }

    [Fact]
    public async Task A_last_pass_that_fails_lets_the_users_go()
    {
        HoodyHostOptions options = new() { DataFolder = "unused" };
        await Assert.ThrowsAsync<FileTreeException>(() => new SettlingImport(options).RunAsync(
            _ => _events.Contains("hold") ? throw new FileTreeException("files", "it is gone") : ImportOfNothingAsync(), _ => HoldAsync(), CancellationToken.None));
        Assert.Equal(["hold", "let go"], _events);
    }

    [Fact]
    public async Task A_hook_that_never_holds_is_given_up_and_whom_it_holds_late_is_let_go()
    {
        HoodyHostOptions options = new() { DataFolder = "unused", TimeProvider = new ImmediateTime() };
        TaskCompletionSource late = new();
        TaskCompletionSource letGo = new();
        WorkException failure = await Assert.ThrowsAsync<WorkException>(() => new SettlingImport(options).RunAsync(
            _ => ImportOfNothingAsync(),
            async _ =>
            {
                await late.Task;
                return new Hold(letGo.SetResult);
            },
            CancellationToken.None));
        Assert.Equal("quiesce", failure.Code);

        late.SetResult();
        await letGo.Task;
    }

    [Fact]
    public async Task A_copy_of_a_running_container_takes_its_last_look_while_its_users_are_held()
    {
        string file = "";
        await using TestHost host = await TestHost.StartNewAsync(options => options with
        {
            Quiesce = (_, _) =>
            {
                File.WriteAllText(file, "written last, before the hold");
                return HoldAsync();
            },
        });
        ApiClient api = await host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        file = host.FileOf(source, "app.txt");
        string copy = await api.NewCopyAsync(source, project);
        Assert.Equal("written last, before the hold", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
        Assert.Equal(["hold", "let go"], _events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hook_that_fails_fails_the_copy_by_name_and_a_sync_completes_it(bool isHoldThatFails)
    {
        bool fails = true;
        await using TestHost host = await TestHost.StartNewAsync(options => options with
        {
            Quiesce = (_, _) => fails && isHoldThatFails ? throw new InvalidOperationException("canary")
                : fails ? ValueTask.FromResult<IAsyncDisposable>(new Hold(() => throw new InvalidOperationException("canary")))
                : HoldAsync(),
        });
        ApiClient api = await host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        JsonElement copy = (await api.PostAsync($"containers/{source}/copy", $$"""{"target_project_id":"{{project}}"}""")).Data(201);
        JsonElement failed = await api.WaitAsync(copy.Text("operation_id"), "failed");
        Assert.Equal("quiesce", failed.GetProperty("error").Text("code"));
        Assert.DoesNotContain("canary", failed.ToString(), StringComparison.Ordinal);
        Assert.Equal("running", (await api.ContainerAsync(source)).Text("status"));

        fails = false;
        await api.SyncAsync(copy.Text("id"));
        Assert.Equal("version 1", await File.ReadAllTextAsync(host.FileOf(copy.Text("id"), "app.txt")));
    }

    /// <summary>Imports a directory to which, while a pass goes on, a file of so many bytes is added.</summary>
    private async Task<(ImportResult Last, long StoredBytes)> RunAsync(int[] lengths)
    {
        using TempDirectory folder = new();
        string directory = folder.CreateDirectory("files");
        await using BlobStore blobs = await BlobStore.CreateAsync(new MemoryBackend());
        VolumeStore volumes = new(blobs);
        int written = 0;
        Random random = new(1);
        await WriteAsync(FirstLength);
        HoodyHostOptions options = new() { DataFolder = "unused", QuiesceThresholdBytes = Threshold };
        return await new SettlingImport(options).RunAsync(
            async token =>
            {
                _events.Add("pass");
                ImportResult result = await volumes.ImportAsync(directory, cancellationToken: token);
                await (written <= lengths.Length ? WriteAsync(lengths[written - 1]) : Task.CompletedTask);
                return result;
            },
            _ => HoldAsync(),
            CancellationToken.None);

        Task WriteAsync(int length)
        {
            byte[] content = new byte[length];
            random.NextBytes(content);
            return File.WriteAllBytesAsync(Path.Combine(directory, $"file-{written++}"), content);
        }
    }

    private static async Task<ImportResult> ImportOfNothingAsync()
    {
        using TempDirectory folder = new();
        await using BlobStore blobs = await BlobStore.CreateAsync(new MemoryBackend());
        return await new VolumeStore(blobs).ImportAsync(folder.Path);
    }

    private ValueTask<IAsyncDisposable> HoldAsync()
    {
        _events.Add("hold");
        return ValueTask.FromResult<IAsyncDisposable>(new Hold(() => _events.Add("let go")));
    }

    private sealed class Hold(Action letGo) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            letGo();
            return ValueTask.CompletedTask;
        }
    }
}
