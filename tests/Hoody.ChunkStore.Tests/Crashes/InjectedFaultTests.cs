using System.Diagnostics;
using System.Globalization;
using Hoody.ChunkStore.Verification;
using Hoody.Testing;
using Xunit.Abstractions;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>Real system calls fail under whole loads: creating, putting, moving refs, collecting, verifying, opening again.</summary>
/// <remarks>As <see cref="FailingCallTests"/>, with the kernel's interface in the place of the simulated disk: what is between it and the store is real.</remarks>
public sealed class InjectedFaultTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int s_loads = LongForm.Choose(16, 400);

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableTheory]
    [InlineData("fsync", "EIO", 41)]
    [InlineData("fsync", "ENOSPC", 47)]
    [InlineData("fsync", "EDQUOT", 53)]
    [InlineData("pwrite64", "EIO", 13)]
    [InlineData("pwrite64", "ENOSPC", 11)]
    [InlineData("pwrite64", "EDQUOT", 17)]
    [InlineData("renameat2", "EIO", 11)]
    [InlineData("renameat2", "ENOSPC", 13)]
    [InlineData("renameat2", "EDQUOT", 17)]
    [InlineData("openat", "EIO", 97)]
    [InlineData("openat", "EMFILE", 101)]
    [InlineData("mkdirat", "ENOSPC", 5)]
    [InlineData("unlinkat", "EIO", 7)]
    [InlineData("getdents64", "EIO", 43)]
    [InlineData("statx", "EIO", 211)]
    [InlineData("pread64", "EIO", 61)]
    [InlineData("mmap", "ENOMEM", 7)]
    [InlineData("flock", "EIO", 5)] // a load makes three of these calls before it writes: with every third nearly none would
    public async Task Calls_that_fail_are_typed_errors_and_lose_nothing(string call, string error, int oneIn)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Tool.Exists("strace"), "strace is not installed");
        Ledger[] ledgers = [.. Enumerable.Range(0, FaultyLoads.StoreCount).Select(_ => new Ledger())];
        List<string> errors = [];
        int store = 0;
        foreach (string line in await RunAsync($"{call}:error={error}:when={oneIn / 2}+{oneIn}"))
        {
            if (Acknowledgement.Parse(line) is { } acknowledgement)
            {
                ledgers[store].Add(acknowledgement);
            }
            else if (line.StartsWith("load ", StringComparison.Ordinal))
            {
                store = int.Parse(line.AsSpan(5), CultureInfo.InvariantCulture);
            }
            else
            {
                errors.Add(line);
                ledgers[store].AddCutShort(slot: 0);
            }
        }

        output.WriteLine($"{errors.Count} loads ended by an error, {ledgers.Sum(ledger => ledger.Count)} acknowledgements");
        errors.Distinct().Take(20).ToList().ForEach(output.WriteLine);
        Assert.All(errors, line => Assert.StartsWith("error ", line, StringComparison.Ordinal));
        Assert.Contains(errors, line => line.Contains(error, StringComparison.Ordinal));
        Assert.Contains(ledgers, ledger => ledger.Count > 0);
        for (int i = 0; i < ledgers.Length; i++)
        {
            // A call that fails at a fixed beat may keep each load of one store from creating it.
            string directory = FaultyLoads.StoreOf(_directory.Path, i);
            if (ledgers[i].Count > 0 || File.Exists(Path.Combine(directory, "FORMAT")))
            {
                await ledgers[i].AssertKeptAsync(directory, isAlone: true);
                await AssertSoundAsync(directory);
            }
        }
    }

    private static async Task AssertSoundAsync(string directory)
    {
        await using BlobStore store = await BlobStore.OpenAsync(new Hoody.ChunkStore.Backends.DiskBackend(directory));
        VerificationReport report = await store.VerifyAsync(references: new TreeLists());
        Assert.True(report.IsSound, report.ToString());
    }

    /// <summary>What the child printed once its calls began to fail.</summary>
    private async Task<List<string>> RunAsync(string injection)
    {
        // One pool thread, which makes all calls of the disk; and a runtime that has no reason to map memory once all was done once.
        ProcessStartInfo start = new("dotnet", ["exec", typeof(InjectedFaultTests).Assembly.Location, "faults", _directory.Path, s_loads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = "1", ["DOTNET_TieredCompilation"] = "0", ["DOTNET_EnableWriteXorExecute"] = "0" },
        };
        using Process child = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        Task<string> failure = child.StandardError.ReadToEndAsync();
        string? ready = await child.StandardOutput.ReadLineAsync();
        Assert.StartsWith("ready ", ready, StringComparison.Ordinal);

        // That thread alone: the runtime's own threads may not fail.
        using Process tracer = Process.Start(new ProcessStartInfo(
            "strace", ["-o", "/dev/null", "-e", $"trace={injection.Split(':')[0]}", "-e", $"inject={injection}", "-p", ready![6..]])
        {
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("strace did not start");
        string? attached = await tracer.StandardError.ReadLineAsync();
        Assert.Contains("attached", attached, StringComparison.Ordinal);

        await child.StandardInput.WriteLineAsync();
        await child.StandardInput.FlushAsync();
        string printed = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        await tracer.WaitForExitAsync();
        Assert.True(child.ExitCode == 0, $"{printed}\n{await failure}");
        return [.. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
