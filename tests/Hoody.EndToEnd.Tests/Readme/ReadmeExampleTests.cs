using Hoody.EndToEnd.Tests.Workflows;
using Hoody.Sdk;
using Hoody.Testing;

namespace Hoody.EndToEnd.Tests.Readme;

/// <summary>The samples of the READMEs, run.</summary>
public sealed class ReadmeExampleTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task The_client_sample_copies_and_syncs()
    {
        ContainerId production = await host.CreateContainerAsync("production");
        string token = host.Host.InitialToken!;

        ContainerId copy = await ClientExample.RunAsync(token, host.Host.BaseAddress, production, host.Project);

        Assert.Equal("version 1", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
    }

    [Fact]
    public async Task The_engine_sample_copies_and_syncs()
    {
        using TempDirectory temporary = new();
        string source = temporary.CreateDirectory("source");
        await File.WriteAllBytesAsync(Path.Combine(source, "large"), new byte[1_000_000]);
        await File.WriteAllTextAsync(Path.Combine(source, "small"), "before");

        await EngineExample.RunAsync(
            temporary["store"], source, temporary["copy"], () => File.WriteAllText(Path.Combine(source, "small"), "after"));

        Assert.Equal("after", await File.ReadAllTextAsync(Path.Combine(temporary["copy"], "small")));
    }

    [Fact]
    public async Task The_store_sample_gives_back_what_was_put()
    {
        using TempDirectory temporary = new();
        byte[] bytes = [1, 2, 3];

        Assert.Equal(bytes, await ChunkStoreExample.RunAsync(temporary["store"], bytes));
    }

    [Fact]
    public async Task The_conformance_sample_finds_nothing_wrong_with_the_disk()
    {
        using TempDirectory temporary = new();
        int placeCount = 0;

        await ConformanceExample.RunAsync(() => temporary[$"{placeCount++}"]);

        Assert.True(placeCount > 0);
    }
}
