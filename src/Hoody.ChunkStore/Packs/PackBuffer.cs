using System.Buffers;

namespace Hoody.ChunkStore.Packs;

/// <summary>Bytes that grow at the end, in blocks, and are handed on without being joined.</summary>
internal sealed class PackBuffer : IDisposable
{
    // Blocks, not one array: a pack that grows is never copied, and a small one takes little.
    private const int BlockLength = PackBlocks.Length;

    private readonly List<byte[]> _blocks = [];
    private int _lastBlockUsed;
    private bool _isDisposed;

    internal PackBuffer() => PackBlocks.AddUser();

    internal long LengthBytes => _blocks.Count == 0 ? 0 : ((long)(_blocks.Count - 1) * BlockLength) + _lastBlockUsed;

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        while (!bytes.IsEmpty)
        {
            if (_blocks.Count == 0 || _lastBlockUsed == BlockLength)
            {
                _blocks.Add(PackBlocks.Take());
                _lastBlockUsed = 0;
            }

            int count = Math.Min(bytes.Length, BlockLength - _lastBlockUsed);
            bytes[..count].CopyTo(_blocks[^1].AsSpan(_lastBlockUsed));
            _lastBlockUsed += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>All that was appended. Valid until this is cleared or disposed.</summary>
    internal ReadOnlySequence<byte> ToSequence()
    {
        Segment? first = null;
        Segment? last = null;
        for (int i = 0; i < _blocks.Count; i++)
        {
            int length = i == _blocks.Count - 1 ? _lastBlockUsed : BlockLength;
            last = new Segment(_blocks[i].AsMemory(0, length), last);
            first ??= last;
        }

        return first is null || last is null ? ReadOnlySequence<byte>.Empty : new(first, 0, last, last.Memory.Length);
    }

    /// <summary>Forgets what was appended, and gives back its memory.</summary>
    internal void Clear()
    {
        PackBlocks.GiveBack(_blocks);
        _blocks.Clear();
        _lastBlockUsed = 0;
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Clear();
            PackBlocks.RemoveUser();
        }
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
