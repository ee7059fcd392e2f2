namespace Hoody.Volumes.Transfer;

/// <summary>A frame that arrived whole. Whoever takes it disposes it, and keeps nothing of its payload.</summary>
internal sealed class Frame(FrameType type, ReadOnlyMemory<byte> payload, FrameBlock block) : IDisposable
{
    public FrameType Type => type;

    public ReadOnlyMemory<byte> Payload => payload;

    /// <summary>What arrived for it, its head and check included.</summary>
    public int WireLength => FrameHead.Size + payload.Length + FrameHead.CheckSize;

    public void Dispose() => block.Release();
}
