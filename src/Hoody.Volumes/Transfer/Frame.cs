using System.Buffers;

namespace Hoody.Volumes.Transfer;

/// <summary>A frame that arrived whole. Whoever takes it disposes it, and keeps nothing of its payload.</summary>
internal sealed class Frame : IDisposable
{
    private readonly byte[] _bytes;
    private readonly int _length;

    public Frame(FrameType type, in ReadOnlySequence<byte> payload)
    {
        Type = type;
        _length = (int)payload.Length;
        _bytes = ArrayPool<byte>.Shared.Rent(_length);
        payload.CopyTo(_bytes);
    }

    public FrameType Type { get; }

    public ReadOnlyMemory<byte> Payload => _bytes.AsMemory(0, _length);

    /// <summary>What arrived for it, its head and check included.</summary>
    public int WireLength => FrameHead.Size + _length + FrameHead.CheckSize;

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
