using System.Runtime.InteropServices;

namespace Hoody.Hashing.Blake3;

/// <summary>
/// Hashes many inputs side by side. The leaves of a window of inputs are one list of jobs, and so are the parents of each level: short
/// inputs fill the lanes as well as long ones do.
/// </summary>
internal unsafe ref struct Blake3Batch
{
    // As many leaves as a 256 KiB window holds: enough for full lanes up to the fourth level of parents, and little stack.
    private const int WindowLeaves = 256;

    // A longer input fills the lanes on its own.
    private const int MaxInputLeaves = WindowLeaves / 2;

    private readonly Blake3Mode _mode;
    private readonly uint* _values;
    private readonly Span<Member> _members;
    private LaneJobs _jobs;
    private LaneTails _tails;
    private int _memberCount;
    private int _leafCount;

    private Blake3Batch(in Blake3Mode mode, Lanes* lanes, uint* values, Span<Member> members, Span<LaneTails.Tail> tails)
    {
        _mode = mode;
        _values = values;
        _members = members;
        _jobs = new LaneJobs(mode, lanes);
        _tails = new LaneTails(mode, lanes, tails);
    }

    /// <summary>The digest of every input; their ranges are checked already.</summary>
    public static void HashMany(in Blake3Mode mode, ReadOnlySpan<byte> buffer, ReadOnlySpan<ByteRange> inputs, Span<Blake3Digest> digests)
    {
        byte* scratch = stackalloc byte[Blake3Core.LanesBufferLength];
        byte* valuesBuffer = stackalloc byte[Blake3Core.ChainingValuesBufferLength(WindowLeaves)];
        uint* values = Blake3Core.AlignChainingValues(valuesBuffer);
        Blake3Batch batch = new(
            mode, Blake3Core.AlignLanes(scratch), values, stackalloc Member[WindowLeaves], stackalloc LaneTails.Tail[WindowLeaves]);

        fixed (byte* first = buffer)
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                int leaves = Math.Max(1, (int)(((uint)inputs[i].Length + Blake3Core.LeafLength - 1) / Blake3Core.LeafLength));
                if (leaves > MaxInputLeaves || Blake3Core.MaxLanes == 1)
                {
                    digests[i] = Blake3Hasher.HashOnce(mode, buffer.Slice(inputs[i].Offset, inputs[i].Length));
                    continue;
                }

                if (batch._leafCount + leaves > WindowLeaves)
                {
                    batch.Finish(digests);
                }

                batch.Add(i, first + inputs[i].Offset, inputs[i].Length, leaves);
            }

            batch.Finish(digests);
        }
    }

    private void Add(int index, byte* input, int length, int leaves)
    {
        uint* value = _values + (_leafCount * Blake3Core.ChainingWords);
        _members[_memberCount++] = new Member(index, _leafCount, leaves);
        _leafCount += leaves;

        // A single leaf is the root, whose last block has a flag of its own: it goes with the tails even when it is full.
        int whole = leaves == 1 ? 0 : length / Blake3Core.LeafLength;
        _jobs.AddLeaves(input, whole, value);
        if (whole < leaves)
        {
            int done = whole * Blake3Core.LeafLength;
            Blake3Flags root = leaves == 1 ? Blake3Flags.Root : Blake3Flags.None;
            _tails.Add(input + done, length - done, whole, root, value + (whole * Blake3Core.ChainingWords));
        }
    }

    private void Finish(Span<Blake3Digest> digests)
    {
        _jobs.RunLeaves();
        _tails.Run();
        JoinLevels();
        foreach (Member member in _members[.._memberCount])
        {
            ReadOnlySpan<uint> root = new(_values + (member.FirstValue * Blake3Core.ChainingWords), Blake3Core.ChainingWords);
            digests[member.Index] = new Blake3Digest(MemoryMarshal.AsBytes(root));
        }

        _memberCount = 0;
        _leafCount = 0;
    }

    /// <summary>Joins neighbours, level by level over all inputs; a last one without a neighbour moves up as it is.</summary>
    private void JoinLevels()
    {
        Span<Member> members = _members[.._memberCount];
        bool isDone = false;
        while (!isDone)
        {
            // All jobs of a level run before its odd nodes move: these move to places that a job may still have to read.
            foreach (Member member in members)
            {
                AddParents(member);
            }

            _jobs.RunParents();
            isDone = true;
            foreach (ref Member member in members)
            {
                MoveOdd(ref member);
                isDone &= member.Count == 1;
            }
        }
    }

    private void AddParents(Member member)
    {
        uint* values = _values + (member.FirstValue * Blake3Core.ChainingWords);
        Blake3Flags root = member.Count == 2 ? Blake3Flags.Root : Blake3Flags.None;
        for (int pair = 0; pair < member.Count / 2; pair++)
        {
            _jobs.AddParent(values + (pair * Blake3Core.BlockWords), root, values + (pair * Blake3Core.ChainingWords));
        }
    }

    private readonly void MoveOdd(ref Member member)
    {
        int pairs = member.Count / 2;
        if (pairs > 0 && member.Count % 2 == 1)
        {
            uint* values = _values + (member.FirstValue * Blake3Core.ChainingWords);
            Span<uint> last = new(values + ((member.Count - 1) * Blake3Core.ChainingWords), Blake3Core.ChainingWords);
            last.CopyTo(new Span<uint>(values + (pairs * Blake3Core.ChainingWords), Blake3Core.ChainingWords));
        }

        member.Count -= pairs;
    }

    /// <summary>One input of the window, and its nodes of the level in hand.</summary>
    private struct Member(int index, int firstValue, int count)
    {
        public readonly int Index = index;
        public readonly int FirstValue = firstValue;
        public int Count = count;
    }
}
