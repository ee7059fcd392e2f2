namespace Hoody.Hashing.Blake3;

/// <summary>Subtrees of one pinned input, for threads to take one after the other until none is left.</summary>
/// <remarks>
/// The starting thread works too and waits only for subtrees that another thread has begun. It never waits for a thread to come: one that
/// comes late, or after the end, finds nothing to take and touches nothing. So a busy thread pool costs speed and cannot stop it, and the
/// pointers are not used after <see cref="Run"/>. No work can fail: it has no allocation and no bounds of its own.
/// </remarks>
internal sealed unsafe class SubtreeJob : IThreadPoolWorkItem
{
    // Neighbours are taken together, because each start somewhere else waits for memory and each end has prefetched what another hashes;
    // yet several times a thread, so that a slower one takes fewer.
    private const int MaxRunLength = 4;
    private const int MinRunsPerThread = 8;

    private readonly byte* _input;
    private readonly uint* _tops;
    private readonly int _count;
    private readonly int _runLength;
    private readonly ulong _firstLeaf;
    private Blake3Mode _mode;
    private int _taken;
    private int _done;

    private SubtreeJob(byte* input, uint* tops, int count, int threads, in Blake3Mode mode, ulong firstLeaf)
    {
        _input = input;
        _tops = tops;
        _count = count;
        _runLength = Math.Clamp(count / (threads * MinRunsPerThread), 1, MaxRunLength);
        _mode = mode;
        _firstLeaf = firstLeaf;
    }

    /// <summary>Writes the two chaining values at the top of each subtree.</summary>
    public static void Run(ReadOnlySpan<byte> subtrees, in Blake3Mode mode, ulong firstLeaf, Span<uint> tops, int threads)
    {
        fixed (byte* input = subtrees)
        fixed (uint* output = tops)
        {
            SubtreeJob job = new(input, output, subtrees.Length / Blake3Tree.MaxSubtreeLength, threads, mode, firstLeaf);
            for (int i = 1; i < threads; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(job, preferLocal: false);
            }

            job.Execute();
            job.WaitForOthers();
        }
    }

    public void Execute()
    {
        int start;
        while ((start = Interlocked.Add(ref _taken, _runLength) - _runLength) < _count)
        {
            int end = Math.Min(start + _runLength, _count);
            for (int index = start; index < end; index++)
            {
                HashSubtree(index);
            }

            Interlocked.Add(ref _done, end - start);
        }
    }

    private void HashSubtree(int index)
    {
        ReadOnlySpan<byte> subtree = new(_input + ((nint)index * Blake3Tree.MaxSubtreeLength), Blake3Tree.MaxSubtreeLength);
        Span<uint> top = new(_tops + (index * Blake3Tree.TopWords), Blake3Tree.TopWords);
        Blake3Tree.HashSubtree(subtree, _mode, _firstLeaf + ((ulong)index * (Blake3Tree.MaxSubtreeLength / Blake3Core.LeafLength)), top);
    }

    private void WaitForOthers()
    {
        // One run's time at most, about 130 µs, unless a thread is suspended in the middle of it.
        SpinWait wait = default;
        while (Volatile.Read(ref _done) < _count)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        _mode = default;
    }
}
