using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.Volumes.Tests.Transports;

public sealed class HttpPeerStallTests
{
    private const int FileLength = 16 << 20;

    [Fact]
    public async Task A_peer_that_lives_and_reads_no_more_ends_the_session_when_the_clock_says_so()
    {
        FakeTimeProvider clock = new();
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await PutAsync(source);
        TaskCompletionSource stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PeerServer server = await PeerServer.StartAsync(async context =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            await PeerServer.BeginAsync(context);
            StallingPipe connection = new(context, stalled);
            await target.Store.ReceiveAsync(connection, [new TransferRequest(snapshot)], cancellationToken: context.RequestAborted);
        });
        using HttpPeer peer = new(server.Options);
        await using PeerConnection connection = await peer.OpenAsync("/session");
        Task serving = source.Store.ServeTransferAsync(
            connection, new TransferPolicy { AllowPull = true }, new TransferOptions { Time = clock });
        await stalled.Task;

        while (!serving.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(TransferError.Idle, (await Assert.ThrowsAsync<TransferException>(() => serving)).Error);
    }

    private static async Task<BlobId> PutAsync(MemoryVolume volume)
    {
        using TempDirectory folder = new();
        byte[] content = new byte[FileLength];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(folder["file"], content);
        ImportResult import = await volume.Store.ImportAsync(folder.Path);
        return await volume.PutSnapshotAsync(import.Root);
    }

    /// <summary>The accepting end of a session, which reads a part of what comes and then no more.</summary>
    private sealed class StallingPipe(HttpContext context, TaskCompletionSource stalled) : IDuplexPipe
    {
        public PipeReader Input { get; } = new Reader(context.Request.BodyReader, stalled);

        public PipeWriter Output => context.Response.BodyWriter;

        private sealed class Reader(PipeReader input, TaskCompletionSource stalled) : PipeReader
        {
            private long _left = FileLength / 4;

            public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
            {
                if (_left <= 0)
                {
                    stalled.TrySetResult();
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }

                ReadResult result = await input.ReadAsync(cancellationToken);
                _left -= result.Buffer.Length;
                return result;
            }

            public override void AdvanceTo(SequencePosition consumed) => input.AdvanceTo(consumed);

            public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => input.AdvanceTo(consumed, examined);

            public override void CancelPendingRead() => input.CancelPendingRead();

            public override void Complete(Exception? exception = null) => input.Complete(exception);

            public override bool TryRead(out ReadResult result) => input.TryRead(out result);
        }
    }
}
