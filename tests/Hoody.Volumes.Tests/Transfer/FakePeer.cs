using System.Buffers;
using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.Hashing;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>The other end of a connection, which says what a test wants it to.</summary>
internal sealed class FakePeer
{
    private readonly IDuplexPipe _connection;
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;

    private FakePeer(IDuplexPipe connection)
    {
        _connection = connection;
        IdleWatch idle = new(TimeProvider.System, TimeSpan.FromHours(1));
        SessionShare all = new(scheduler: null, TransferPriority.Normal);
        (_reader, _writer) = (new FrameReader(connection.Input, idle, all), new FrameWriter(connection.Output, idle, all));
    }

    public static Hello Sender { get; } = new(TransferRole.Sender, TransferLimits.MaxOpenWants, Guid.Empty, ChunkerProfile.General.Name);

    public static Hello Receiver { get; } = new(TransferRole.Receiver, 0, Guid.Empty, ChunkerProfile.General.Name);

    public static FakePeer Create(out IDuplexPipe end)
    {
        (end, IDuplexPipe mine) = PipePair.Create();
        return new FakePeer(mine);
    }

    public async Task SendAsync(FrameType type, ReadOnlyMemory<byte> payload)
    {
        await _writer.WriteAsync(type, payload, default, default);
        await _writer.FlushAsync(default);
    }

    /// <summary>Ends its direction.</summary>
    public async Task EndAsync() => await _connection.Output.CompleteAsync();

    public Task SendAsync(Hello hello) => SendAsync(FrameType.Hello, hello.Encode());

    /// <summary>Sends bytes that need not be a frame.</summary>
    public async Task SendRawAsync(params byte[] bytes)
    {
        _connection.Output.Write(bytes);
        await _connection.Output.FlushAsync();
    }

    public Task SendWantAsync(BlobKind kind, params BlobId[] ids) => SendAsync(FrameType.Want, new WantFrame(kind, IsForLengths: false, ids).Encode());

    public Task SendBlobAsync(uint number, byte[] plain) =>
        SendAsync(FrameType.Blob, (byte[])[.. new BlobHeader(number, BlobCodec.None, plain.Length).Encode().Span, .. plain]);

    /// <summary>The payload of the next frame, which must be of that type.</summary>
    public async Task<byte[]> ExpectAsync(FrameType type)
    {
        using Frame frame = await _reader.ReadAsync(default);
        Assert.Equal(type, frame.Type);
        return frame.Payload.ToArray();
    }

    /// <summary>The error that the other side ends the session with; what it sent before is passed over.</summary>
    public async Task<TransferException> ExpectErrorAsync()
    {
        while (true)
        {
            using Frame frame = await _reader.ReadAsync(default);
            if (frame.Type == FrameType.Error)
            {
                return ErrorFrame.Decode(frame.Payload.Span);
            }
        }
    }

    /// <summary>Greets as a sender that offers what was asked for.</summary>
    public async Task OfferAsync(params BlobId[] roots)
    {
        await ExpectAsync(FrameType.Hello);
        await ExpectAsync(FrameType.Ask);
        await SendAsync(Sender);
        await SendAsync(FrameType.Offer, RootFrames.EncodeOffer([.. roots.Select(root => new TransferRoot(root))]));
    }

    /// <summary>Greets as a receiver that asks for roots.</summary>
    public async Task AskAsync(params TransferRequest[] requests)
    {
        await SendAsync(Receiver);
        await SendAsync(FrameType.Ask, RootFrames.EncodeAsk(requests));
    }
}
