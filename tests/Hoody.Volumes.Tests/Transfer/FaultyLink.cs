using System.Buffers;
using System.IO.Pipelines;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>What a link does to one byte of one direction.</summary>
public enum LinkFault
{
    /// <summary>Nothing, but single bytes arrive one by one.</summary>
    Fragment,

    /// <summary>Both directions end before the byte.</summary>
    Cut,

    /// <summary>One bit of the byte is another.</summary>
    Corrupt,

    /// <summary>The byte comes twice.</summary>
    Duplicate,

    /// <summary>The byte, and what is behind it, comes late, but before anybody has waited for too long.</summary>
    Delay,

    /// <summary>The byte, and what is behind it, comes when nobody waits for it any more.</summary>
    Stall,
}

/// <summary>A link between two ends, whose bytes it can count, cut and change.</summary>
internal sealed class FaultyLink
{
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IDuplexPipe _nearInner;
    private readonly IDuplexPipe _farInner;
    private readonly LinkFault _fault;
    private readonly long _at;
    private readonly bool _isFromFar;
    private long _bytesFromNear;
    private long _bytesFromFar;

    /// <param name="fault">What happens.</param>
    /// <param name="at">To which byte; negative for none.</param>
    /// <param name="isFromFar">Of which direction.</param>
    public FaultyLink(LinkFault fault, long at, bool isFromFar)
    {
        (_fault, _at, _isFromFar) = (fault, at, isFromFar);
        (Near, _nearInner) = PipePair.Create();
        (Far, _farInner) = PipePair.Create();
    }

    public IDuplexPipe Near { get; }

    public IDuplexPipe Far { get; }

    /// <summary>Whether one side may wait for what does not come: a length that was changed promises too much.</summary>
    public bool MayHang => _at >= 0 && _fault is (LinkFault.Corrupt or LinkFault.Duplicate or LinkFault.Stall);

    /// <summary>Whether the byte is to be held back until <see cref="Release"/>.</summary>
    public bool Holds => _at >= 0 && _fault is (LinkFault.Delay or LinkFault.Stall);

    /// <summary>Completes when the byte is there that is held back.</summary>
    public Task Held => _held.Task;

    public long BytesFromNear => Volatile.Read(ref _bytesFromNear);

    public long BytesFromFar => Volatile.Read(ref _bytesFromFar);

    /// <summary>Lets the byte go that is held back.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Carries bytes until both directions have ended.</summary>
    public Task RunAsync() => Task.WhenAll(
        UntilCutAsync(PumpAsync(_nearInner.Input, _farInner.Output, isFromFar: false)),
        UntilCutAsync(PumpAsync(_farInner.Input, _nearInner.Output, isFromFar: true)));

    private async Task UntilCutAsync(Task pump)
    {
        try
        {
            await pump;
        }
        catch (InvalidOperationException) when (_fault == LinkFault.Cut)
        {
            return; // the other direction found the pipe cut in the middle of its work
        }
    }

    private async Task PumpAsync(PipeReader from, PipeWriter to, bool isFromFar)
    {
        long offset = 0;
        while (true)
        {
            ReadResult result = await from.ReadAsync();
            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
            {
                if (_isFromFar == isFromFar && _at >= offset && _at < offset + segment.Length && _fault == LinkFault.Cut)
                {
                    to.Write(segment.Span[..(int)(_at - offset)]);
                    await CutAsync();
                    return;
                }

                await CarryAsync(to, segment, isFromFar, offset);
                offset += segment.Length;
                Volatile.Write(ref isFromFar ? ref _bytesFromFar : ref _bytesFromNear, offset);
            }

            from.AdvanceTo(result.Buffer.End);
            FlushResult flushed = await to.FlushAsync();
            if (result.IsCompleted || flushed.IsCompleted)
            {
                await to.CompleteAsync();
                await from.CompleteAsync();
                return;
            }
        }
    }

    private async ValueTask CarryAsync(PipeWriter to, ReadOnlyMemory<byte> segment, bool isFromFar, long offset)
    {
        if (_fault == LinkFault.Fragment && _at >= 0)
        {
            for (int i = 0; i < segment.Length; i++)
            {
                to.Write(segment.Span.Slice(i, 1));
                await to.FlushAsync();
            }

            return;
        }

        if (Holds && _isFromFar == isFromFar && _at >= offset && _at < offset + segment.Length)
        {
            to.Write(segment.Span[..(int)(_at - offset)]);
            await to.FlushAsync();
            _held.SetResult();
            await _released.Task;
            to.Write(segment.Span[(int)(_at - offset)..]);
            return;
        }

        to.Write(_isFromFar == isFromFar && _at >= offset && _at < offset + segment.Length
            ? Change(segment.Span, (int)(_at - offset))
            : segment.ToArray());
    }

    private byte[] Change(ReadOnlySpan<byte> bytes, int index) => _fault == LinkFault.Duplicate
        ? [.. bytes[..(index + 1)], .. bytes[index..]]
        : [.. bytes[..index], (byte)(bytes[index] ^ 0x10), .. bytes[(index + 1)..]];

    private async ValueTask CutAsync()
    {
        await _nearInner.Output.CompleteAsync();
        await _farInner.Output.CompleteAsync();
        await _nearInner.Input.CompleteAsync();
        await _farInner.Input.CompleteAsync();
    }
}
