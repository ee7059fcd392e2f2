using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Hoody.Testing;
using Xunit.Abstractions;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>Several processes write to one store, and are killed at any moment.</summary>
public sealed class KilledProcessTests(ITestOutputHelper output) : IDisposable
{
    private const int ProcessCount = 3;

    private readonly TempDirectory _directory = new();
    private readonly Ledger _ledger = new();

    private string Store => _directory["store"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Killing_processes_loses_nothing_and_leaves_nothing()
    {
        int killCount = LongForm.Choose(20, 1000);
        Random random = new(1);
        LoadProcess[] processes = [.. Enumerable.Range(0, ProcessCount).Select(slot => Start(slot, seed: slot))];
        for (int kill = 0; kill < killCount; kill++)
        {
            int slot = random.Next(ProcessCount);
            Array.ForEach(processes, process => process.Allow(4));
            processes[slot].Allow(1); // so that it is at work when it is killed
            await processes[slot].WaitForAsync(random.Next(1, 5));
            Thread.SpinWait(random.Next(2_000_000));
            await processes[slot].KillAsync();
            await _ledger.AssertKeptAsync(Store, isAlone: false);
            processes[slot] = Start(slot, seed: ProcessCount + kill);
        }

        Array.ForEach(processes, process => process.Allow(1));
        await Task.WhenAll(processes.Select(process => process.WaitForAsync(1)));
        await Task.WhenAll(processes.Select(process => process.KillAsync()));
        await _ledger.AssertKeptAsync(Store, isAlone: true);

        // The next process to write sweeps what the dead ones left, and takes its own with it.
        await new StoreLoad(Store, ProcessCount, seed: 1, _ => { }).RunAsync(1);
        Assert.Empty(Directory.EnumerateDirectories(Path.Join(Store, "tmp")));
        output.WriteLine($"{killCount + ProcessCount} kills, {_ledger.Count} acknowledgements, none lost");
    }

    private LoadProcess Start(int slot, int seed) => new(Store, slot, seed, _ledger);

    private sealed class LoadProcess
    {
        private readonly Process _process;
        private readonly Ledger _ledger;
        private readonly int _slot;
        private readonly Task _reading;
        private readonly Channel<bool> _acknowledged = Channel.CreateUnbounded<bool>();
        private readonly List<string> _otherLines = [];

        internal LoadProcess(string store, int slot, int seed, Ledger ledger)
        {
            (_ledger, _slot) = (ledger, slot);
            string[] arguments =
            [
                "exec", typeof(LoadProcess).Assembly.Location, "load", store, Text(slot), Text(seed), Text(int.MaxValue),
            ];
            _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })
                ?? throw new InvalidOperationException("dotnet did not start");
            _reading = Task.Run(ReadAsync);
        }

        /// <summary>Lets it run so many rounds more.</summary>
        internal void Allow(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                _process.StandardInput.WriteLine();
            }

            _process.StandardInput.Flush();
        }

        /// <summary>Waits for so many more acknowledgements.</summary>
        internal async Task WaitForAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                bool isRunning = await _acknowledged.Reader.WaitToReadAsync() && _acknowledged.Reader.TryRead(out _);
                Assert.True(isRunning, string.Join('\n', _otherLines));
            }
        }

        /// <summary>Kills the process, and hears what it had still said.</summary>
        internal async Task KillAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            await _reading;
            _ledger.AddCutShort(_slot);
            _process.Dispose();
            Assert.Empty(_otherLines);
        }

        private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

        private async Task ReadAsync()
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (Acknowledgement.Parse(line) is { } acknowledgement)
                {
                    _ledger.Add(acknowledgement);
                }
                else if (!line.StartsWith("moved", StringComparison.Ordinal)) // cut short by the kill
                {
                    _otherLines.Add(line);
                }

                _acknowledged.Writer.TryWrite(true);
            }

            _acknowledged.Writer.Complete();
        }
    }
}
