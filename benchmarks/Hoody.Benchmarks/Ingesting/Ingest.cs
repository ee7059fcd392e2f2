using Hoody.Benchmarks.Chunking;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Ingesting;

/// <summary>A store's first work on a set of files, without the storing: the files are shared out among threads one at a time.</summary>
internal sealed class Ingest
{
    private readonly string[] _paths;
    private readonly FindCut _findCut;
    private readonly int _maxLengthBytes;
    private readonly Dictionary<Blake3Digest, int> _known = [];

    public Ingest(string[] paths, FindCut findCut, int maxLengthBytes)
    {
        _paths = paths;
        _findCut = findCut;
        _maxLengthBytes = maxLengthBytes;
        LengthBytes = paths.Sum(path => new FileInfo(path).Length);

        // Filled once, by one thread; from then on only read, so threads need no lock.
        IngestWorker worker = NewWorker();
        foreach (string path in paths)
        {
            worker.Process(path, digest => _known.TryAdd(digest, _known.Count));
        }
    }

    public long LengthBytes { get; }

    public int KnownCount => _known.Count;

    /// <summary>Reads, cuts, hashes and looks up everything; gives the count of chunks.</summary>
    /// <exception cref="InvalidOperationException">A chunk was not found: the files changed.</exception>
    public long Run(int threads)
    {
        long missing = 0;
        long count = OnThreads(threads, (worker, path) => worker.Process(path, digest =>
        {
            if (!_known.ContainsKey(digest))
            {
                Interlocked.Increment(ref missing);
            }
        }));
        return missing == 0 ? count : throw new InvalidOperationException($"{missing} of {count} chunks were not there before.");
    }

    /// <summary>Only reads everything, through the same buffers.</summary>
    public long Read(int threads) => OnThreads(threads, (worker, path) => worker.Read(path));

    private long OnThreads(int threads, Func<IngestWorker, string, long> work)
    {
        int next = -1;
        long sum = 0;
        void Loop()
        {
            IngestWorker worker = NewWorker();
            for (int i; (i = Interlocked.Increment(ref next)) < _paths.Length;)
            {
                Interlocked.Add(ref sum, work(worker, _paths[i]));
            }
        }

        Thread[] others = [.. Enumerable.Range(1, threads - 1).Select(_ => new Thread(Loop))];
        Array.ForEach(others, thread => thread.Start());
        Loop();
        Array.ForEach(others, thread => thread.Join());
        return sum;
    }

    private IngestWorker NewWorker() => new(_findCut, _maxLengthBytes);
}
