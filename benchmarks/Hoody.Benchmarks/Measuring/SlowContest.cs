using System.Diagnostics;

namespace Hoody.Benchmarks.Measuring;

/// <summary>Like <see cref="Contest"/>, for subjects that take seconds, or change what has to be restored: each round calls each of them once.</summary>
internal sealed class SlowContest
{
    private readonly List<(string Name, long LengthBytes, Action Prepare, Action Work)> _subjects = [];

    /// <param name="name">How the result is asked for.</param>
    /// <param name="lengthBytes">What one call works through.</param>
    /// <param name="prepare">What is done before each call, and not timed.</param>
    /// <param name="work">What is timed.</param>
    public void Add(string name, long lengthBytes, Action prepare, Action work) => _subjects.Add((name, lengthBytes, prepare, work));

    /// <summary>One round that does not count, and then <paramref name="rounds"/> that do.</summary>
    public ContestResult Run(int rounds)
    {
        double[,] seconds = new double[_subjects.Count, rounds];
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < _subjects.Count; i++)
            {
                double perByte = Time(_subjects[i].Prepare, _subjects[i].Work) / _subjects[i].LengthBytes;
                if (round >= 0)
                {
                    seconds[i, round] = perByte;
                }
            }
        }

        return new ContestResult([.. _subjects.Select(subject => subject.Name)], seconds);
    }

    private static double Time(Action prepare, Action work)
    {
        prepare();
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
