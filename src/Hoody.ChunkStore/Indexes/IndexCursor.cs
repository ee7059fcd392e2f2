using System.Buffers.Binary;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Walks entries in the order of keys; packs are numbered as in the process's table.</summary>
internal abstract class IndexCursor
{
    internal UInt128 Key { get; private protected set; }

    internal IndexPlace Place { get; private protected set; }

    internal abstract bool MoveNext();

    internal static IndexCursor Over((UInt128 Key, IndexPlace Place)[] sorted) => new ArrayCursor(sorted);

    internal static IndexCursor Over(IndexRun run) => new RunCursor(run);

    private sealed class ArrayCursor((UInt128 Key, IndexPlace Place)[] entries) : IndexCursor
    {
        private int _next;

        internal override bool MoveNext()
        {
            if (_next == entries.Length)
            {
                return false;
            }

            (Key, Place) = entries[_next++];
            return true;
        }
    }

    private sealed class RunCursor(IndexRun run) : IndexCursor
    {
        private const int BatchEntries = 1024;

        private readonly byte[] _keys = new byte[BatchEntries * IndexKey.Size];
        private readonly byte[] _places = new byte[BatchEntries * IndexPlace.Size];
        private int _part;
        private int _position;
        private int _batchNext;
        private int _batchCount;

        internal override bool MoveNext()
        {
            if (_batchNext == _batchCount && !ReadBatch())
            {
                return false;
            }

            Key = BinaryPrimitives.ReadUInt128BigEndian(_keys.AsSpan(_batchNext * IndexKey.Size));
            IndexPlace place = IndexPlace.Read(_places.AsSpan(_batchNext * IndexPlace.Size));
            Place = place with { Pack = run.PackNumberOf(place) };
            _batchNext++;
            return true;
        }

        private bool ReadBatch()
        {
            if (_part < run.Parts.Length && _position == run.Parts[_part].Head.EntryCount)
            {
                (_part, _position) = (_part + 1, 0);
            }

            if (_part == run.Parts.Length)
            {
                return false;
            }

            IndexPart part = run.Parts[_part];
            _batchCount = Math.Min(BatchEntries, part.Head.EntryCount - _position);
            part.ReadKeys(_position, _keys.AsSpan(0, _batchCount * IndexKey.Size));
            part.ReadPlaces(_position, _places.AsSpan(0, _batchCount * IndexPlace.Size));
            _position += _batchCount;
            _batchNext = 0;
            return true;
        }
    }
}
