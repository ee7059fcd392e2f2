using System.Globalization;
using Hoody.Testing;
using Xunit.Abstractions;

namespace Hoody.ChunkStore.Tests.Limits;

/// <summary>A store works in a heap of 128 MiB, however much it holds.</summary>
public sealed class HeapLimitTests(ITestOutputHelper output) : IDisposable
{
    private const string Limit = "0x8000000";

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public void Every_operation_ends_well_in_a_process_whose_heap_may_have_128_MiB()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "env and /proc");
        string mebibytes = LongForm.Choose(600, 2200).ToString(CultureInfo.InvariantCulture);
        string smallCount = LongForm.Choose(100_000, 300_000).ToString(CultureInfo.InvariantCulture);
        ToolResult result = Tool.Run(
            "env", $"DOTNET_GCHeapHardLimit={Limit}",
            "dotnet", "exec", typeof(HeapLimitTests).Assembly.Location, "limited", _directory["store"], mebibytes, smallCount);
        output.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(8, lines.Length);
        Assert.Contains(": sound;", lines[6], StringComparison.Ordinal);
        Assert.DoesNotContain("rewrote 0 MiB", lines[5], StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_limit_is_one_that_ends_a_process_which_does_not_keep_to_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "env");
        ToolResult result = Tool.Run(
            "env", $"DOTNET_GCHeapHardLimit={Limit}", "dotnet", "exec", typeof(HeapLimitTests).Assembly.Location, "greedy");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("memory", result.Error, StringComparison.OrdinalIgnoreCase);
    }
}
