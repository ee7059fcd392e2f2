using System.Globalization;

namespace Hoody.Benchmarks.Measuring;

/// <summary>Memory that is this process's alone: <c>RssAnon</c>. Mapped files are not in it; the system takes them back when it needs room.</summary>
internal sealed class PrivateMemory : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _watch;
    private double _peak;

    /// <summary>Watches from now on.</summary>
    public PrivateMemory()
    {
        _watch = new Thread(Watch) { IsBackground = true };
        _watch.Start();
    }

    /// <summary>MiB at this moment.</summary>
    public static double Now()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }

    /// <summary>The most that was seen, in MiB, looking 200 times a second.</summary>
    public double Peak()
    {
        Note();
        return _peak;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _watch.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        while (!_stop.Token.WaitHandle.WaitOne(Interval))
        {
            Note();
        }
    }

    private void Note() => _peak = Math.Max(_peak, Now());
}
