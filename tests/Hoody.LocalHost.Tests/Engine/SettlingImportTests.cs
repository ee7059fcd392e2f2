using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Engine;

public sealed class SettlingImportTests
{
    [Fact]
    public async Task A_copy_of_a_running_container_takes_its_last_look_while_its_users_are_held()
    {
        List<string> events = [];
        string file = "";
        await using TestHost host = await TestHost.StartNewAsync(options => options with
        {
            Quiesce = (id, _) =>
            {
                File.WriteAllText(file, "written last, before the hold");
                events.Add($"held {id}");
                return ValueTask.FromResult<IAsyncDisposable>(new Hold(events));
            },
        });
        ApiClient api = await host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        file = host.FileOf(source, "app.txt");
        string copy = await api.NewCopyAsync(source, project);
        Assert.Equal("written last, before the hold", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
        Assert.Equal([$"held {source}", "let go"], events);
    }

    private sealed class Hold(List<string> events) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            events.Add("let go");
            return ValueTask.CompletedTask;
        }
    }
}
