using System.Buffers;
using System.IO.Pipelines;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Remembers the frames of both directions in the order in which this end saw them.</summary>
internal sealed class Recorder(IDuplexPipe inner) : IDuplexPipe
{
    private readonly RecordingReader _input = new(inner.Input);
    private readonly RecordingWriter _output = new(inner.Output);

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    /// <summary>The whole frames that this end has written.</summary>
    public IEnumerable<byte[]> Sent() => Split(_output.Bytes.ToArray());

    /// <summary>The whole frames that this end has read.</summary>
    public IEnumerable<byte[]> Received() => Split(_input.Bytes.ToArray());

    private static IEnumerable<byte[]> Split(byte[] bytes)
    {
        for (int at = 0, next; bytes.Length - at >= FrameHead.Size; at = next)
        {
            next = at + FrameHead.Read(bytes.AsSpan(at)).PayloadLength + FrameHead.Size + FrameHead.CheckSize;
            if (next > bytes.Length)
            {
                yield break;
            }

            yield return bytes[at..next];
        }
    }

    private sealed class RecordingReader(PipeReader inner) : PipeReader
    {
        private ReadOnlySequence<byte> _buffer;

        public MemoryStream Bytes { get; } = new();

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            ReadResult result = await inner.ReadAsync(cancellationToken);
            _buffer = result.Buffer;
            return result;
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            Bytes.Write(_buffer.Slice(0, consumed).ToArray());
            inner.AdvanceTo(consumed, examined);
            _buffer = default;
        }

        public override void Complete(Exception? exception = null)
        {
            Bytes.Write(_buffer.ToArray()); // taken, and not given back any more
            inner.Complete(exception);
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();
    }

    private sealed class RecordingWriter(PipeWriter inner) : PipeWriter
    {
        private Memory<byte> _memory;

        public MemoryStream Bytes { get; } = new();

        public override void Advance(int bytes)
        {
            Bytes.Write(_memory.Span[..bytes]);
            _memory = _memory[bytes..];
            inner.Advance(bytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _memory = inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
