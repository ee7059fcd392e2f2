using System.Globalization;
using Hoody.Testing;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>The device cannot read the index, or somebody has cut it short, while a process looks blobs up in it.</summary>
public sealed class UnreadableIndexTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private string Store => _directory["store"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_index_that_is_not_mapped_may_be_cut_short_and_everything_is_still_read()
    {
        await IndexFaultLoad.CreateAsync(Store);
        ToolResult result = Run([], "read", "cut");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(IndexFaultLoad.BlobCount.ToString(CultureInfo.InvariantCulture), result.Output.Trim());
    }

    // What MapIndexes is documented to risk: the other tests of this class would prove nothing if they could not meet it.
    [SkippableFact]
    public async Task An_index_that_is_mapped_ends_the_process_when_it_is_cut_short()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "SIGBUS of Linux");
        await IndexFaultLoad.CreateAsync(Store);
        ToolResult result = Run([], "map", "cut");
        Assert.Equal(128 + 6, result.ExitCode); // the runtime aborts where the system sends SIGBUS
        Assert.Equal("", result.Output.Trim());
    }

    [SkippableFact]
    public async Task Pages_of_an_index_that_is_not_mapped_may_fail_and_everything_is_still_read()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Tool.Exists("strace"), "strace is not installed");
        await IndexFaultLoad.CreateAsync(Store);

        // On the one pool thread the part's first bytes are read, and from then on nothing of it.
        string log = _directory["strace.log"];
        ToolResult result = Run(
            [
                "env", "DOTNET_ThreadPool_ForceMaxWorkerThreads=1", "strace", "-f", "-qq", "-o", log,
                "-P", IndexFaultLoad.PartIn(Store), "-e", "trace=pread64", "-e", "inject=pread64:error=EIO:when=2+",
            ],
            "read", "keep");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(IndexFaultLoad.BlobCount.ToString(CultureInfo.InvariantCulture), result.Output.Trim());
        Assert.Contains(await File.ReadAllLinesAsync(log), line => line.Contains("EIO", StringComparison.Ordinal));
    }

    private ToolResult Run(string[] before, string access, string cut)
    {
        string[] command = [.. before, "dotnet", "exec", typeof(UnreadableIndexTests).Assembly.Location, "lookups", Store, access, cut];
        return Tool.Run(command[0], command[1..]);
    }
}
