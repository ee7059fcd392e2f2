using System.Buffers;

namespace Hoody.Hashing.Blake3;

/// <content>Several threads on one input: whole subtrees are hashed in any order and joined in theirs.</content>
internal partial struct Blake3Tree
{
    // Below this the other threads have hardly woken when the work is done.
    private const int MinThreadedLength = 2 * MaxSubtreeLength;

    /// <summary>Adds input with up to <paramref name="threads"/> threads, the calling one among them.</summary>
    public void Append(ReadOnlySpan<byte> input, int threads)
    {
        if (threads > 1 && input.Length >= MinThreadedLength)
        {
            // Subtrees start at multiples of their length.
            int before = BytesToNextSubtree();
            Append(input[..before]);
            CloseFullLeaf();
            input = input[before..];

            int count = input.Length / MaxSubtreeLength;
            AppendSubtrees(input[..(count * MaxSubtreeLength)], Math.Min(threads, count));
            input = input[(count * MaxSubtreeLength)..];
        }

        Append(input);
    }

    private readonly int BytesToNextSubtree()
    {
        int inSubtree = ((int)(_leafCount % MaxSubtreeLeaves) * Blake3Core.LeafLength) + _leafLength;
        return inSubtree == 0 ? 0 : MaxSubtreeLength - inSubtree;
    }

    /// <summary>For when more input is sure to follow: a full leaf waits only because it might be the root.</summary>
    private void CloseFullLeaf()
    {
        if (_leafLength == Blake3Core.LeafLength)
        {
            AppendSubtree(Leaf);
            _leafLength = 0;
        }
    }

    private void AppendSubtrees(ReadOnlySpan<byte> subtrees, int threads)
    {
        int count = subtrees.Length / MaxSubtreeLength;
        uint[] tops = ArrayPool<uint>.Shared.Rent(count * TopWords);
        SubtreeJob.Run(subtrees, _mode, _leafCount, tops.AsSpan(0, count * TopWords), threads);
        for (int i = 0; i < count; i++)
        {
            PushSubtree(tops.AsSpan(i * TopWords, TopWords), MaxSubtreeLeaves);
        }

        ArrayPool<uint>.Shared.Return(tops, clearArray: IsKeyed);
    }
}
