using System.Runtime.InteropServices;
using System.Text;

namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>The attack: names of a directory are exchanged with links that lead out, and back, as fast as the machine can.</summary>
internal sealed class SwapRace : IAsyncDisposable
{
    private const int CurrentDirectory = -100;
    private const uint Exchange = 2;

    private readonly (byte[] Inside, byte[] Aside)[] _pairs;
    private readonly Task _racer;
    private volatile bool _isStopped;
    private long _swaps;

    /// <param name="directory">Where the names are.</param>
    /// <param name="aside">Where what they are exchanged with stands, under the same names.</param>
    /// <param name="names">The names.</param>
    public SwapRace(string directory, string aside, IEnumerable<string> names)
    {
        _pairs = [.. names.Select(name => (Terminated(Path.Combine(directory, name)), Terminated(Path.Combine(aside, name))))];
        _racer = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>How many exchanges there have been.</summary>
    public long Swaps => Interlocked.Read(ref _swaps);

    public async ValueTask DisposeAsync()
    {
        _isStopped = true;
        await _racer;
    }

    private void Run()
    {
        while (!_isStopped)
        {
            foreach ((byte[] inside, byte[] aside) in _pairs)
            {
                // Fails while the code under test has the name away for a moment.
                if (renameat2(CurrentDirectory, inside, CurrentDirectory, aside, Exchange) == 0)
                {
                    Interlocked.Increment(ref _swaps);
                }
            }
        }
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [DllImport("libc", SetLastError = true)]
    private static extern int renameat2(
        int directory, byte[] path, int otherDirectory, byte[] otherPath, uint flags);
}
