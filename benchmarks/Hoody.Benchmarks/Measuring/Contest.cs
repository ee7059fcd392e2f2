using System.Diagnostics;

namespace Hoody.Benchmarks.Measuring;

/// <summary>Subjects timed in turn, round after round, so that what the machine does meanwhile befalls all of them alike.</summary>
internal sealed class Contest
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(25);

    private readonly List<Subject> _subjects = [];

    /// <summary>What the subjects gave, kept so that no call can be left out.</summary>
    public long Sink { get; private set; }

    /// <param name="name">How the result is asked for.</param>
    /// <param name="lengthBytes">What one call works through.</param>
    /// <param name="work">Gives anything that depends on all of its work.</param>
    public void Add(string name, long lengthBytes, Func<long> work) => _subjects.Add(new Subject(name, lengthBytes, work));

    public ContestResult Run(int rounds)
    {
        foreach (Subject subject in _subjects)
        {
            subject.CallsPerSample = CallsPerSample(subject);
        }

        double[,] seconds = new double[_subjects.Count, rounds];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < _subjects.Count; i++)
            {
                seconds[i, round] = Time(_subjects[i], _subjects[i].CallsPerSample) / _subjects[i].LengthBytes;
            }
        }

        return new ContestResult([.. _subjects.Select(subject => subject.Name)], seconds);
    }

    /// <summary>Runs the subject until its code is compiled to the last tier, and finds how many calls make one sample.</summary>
    private int CallsPerSample(Subject subject)
    {
        double last = Time(subject, calls: 1);
        int calls = 1;
        for (Stopwatch elapsed = Stopwatch.StartNew(); elapsed.Elapsed < WarmUp;)
        {
            calls = (int)Math.Clamp(Sample.TotalSeconds / last, 1, 1 << 24);
            last = Time(subject, calls);
        }

        return calls;
    }

    /// <summary>Seconds a call.</summary>
    private double Time(Subject subject, int calls)
    {
        long sink = 0;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            sink += subject.Work();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Sink += sink;
        return seconds / calls;
    }

    private sealed class Subject(string name, long lengthBytes, Func<long> work)
    {
        public string Name { get; } = name;

        public long LengthBytes { get; } = lengthBytes;

        public Func<long> Work { get; } = work;

        public int CallsPerSample { get; set; } = 1;
    }
}
