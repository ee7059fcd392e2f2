using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hoody.Testing;
using Hoody.Volumes.Transports;
using Microsoft.AspNetCore.Http;

namespace Hoody.Volumes.Tests.Transports;

public sealed class HttpPeerSessionTests
{
    [Fact]
    public async Task Both_directions_are_open_at_the_same_time()
    {
        await using PeerServer server = await PeerServer.StartAsync(PeerServer.EchoAsync);
        using HttpPeer peer = new(server.Options);
        await using PeerConnection connection = await peer.OpenAsync("/session");
        foreach (string word in (string[])["one", "two", "three"])
        {
            await connection.Output.WriteAsync(System.Text.Encoding.ASCII.GetBytes(word));
            ReadResult echo = await connection.Input.ReadAtLeastAsync(word.Length);
            Assert.Equal(word, System.Text.Encoding.ASCII.GetString(echo.Buffer.ToArray()));
            connection.Input.AdvanceTo(echo.Buffer.End);
        }
    }

    [Fact]
    public async Task An_output_that_ends_is_an_end_for_the_peer_whose_answer_is_read_all_the_same()
    {
        await using PeerServer server = await PeerServer.StartAsync(async context =>
        {
            await PeerServer.BeginAsync(context);
            long length = 0;
            while (await context.Request.BodyReader.ReadAsync() is var read && !(read.IsCompleted && read.Buffer.IsEmpty))
            {
                length += read.Buffer.Length;
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            }

            await context.Response.WriteAsync($"{length} bytes");
        });
        using HttpPeer peer = new(server.Options);
        await using PeerConnection connection = await peer.OpenAsync("/session");
        await connection.Output.WriteAsync(new byte[3_000_000]);
        await connection.Output.CompleteAsync();
        Assert.Equal("3000000 bytes", System.Text.Encoding.ASCII.GetString(await ReadAllAsync(connection.Input)));
    }

    [Fact]
    public async Task A_large_answer_arrives_whole_over_tls()
    {
        using X509Certificate2 certificate = Certificates.New();
        byte[] sent = RandomNumberGenerator.GetBytes(5_000_000);
        await using PeerServer server = await PeerServer.StartAsync(
            async context =>
            {
                await PeerServer.BeginAsync(context);
                await context.Response.BodyWriter.WriteAsync(sent);
            },
            certificate);
        using HttpPeer peer = new(server.Options with { CertificateSha256 = Certificates.PinOf(certificate) });
        await using PeerConnection connection = await peer.OpenAsync("/session");
        Assert.Equal(sent, await ReadAllAsync(connection.Input));
    }

    [Fact]
    public async Task A_connection_that_is_disposed_early_is_cut_and_not_ended()
    {
        TaskCompletionSource<bool> sawCut = new();
        await using PeerServer server = await PeerServer.StartAsync(async context =>
        {
            await PeerServer.BeginAsync(context);
            try
            {
                await context.Request.BodyReader.CopyToAsync(Stream.Null);
                sawCut.SetResult(false);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                sawCut.SetResult(true);
            }
        });
        using HttpPeer peer = new(server.Options);
        PeerConnection connection = await peer.OpenAsync("/session");
        await connection.Output.WriteAsync(new byte[100]);
        await connection.DisposeAsync();
        Assert.True(await sawCut.Task);
    }

    [Fact]
    public async Task Opening_reading_and_writing_can_each_be_cancelled()
    {
        using CancellationTokenSource opening = new();
        await using (PeerServer silent = await PeerServer.StartAsync(context =>
        {
            opening.Cancel();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        }))
        {
            using HttpPeer peer = new(silent.Options);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => peer.OpenAsync("/session", opening.Token));
        }

        await using PeerServer server = await PeerServer.StartAsync(async context =>
        {
            await PeerServer.BeginAsync(context);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using HttpPeer deaf = new(server.Options);
        await using PeerConnection connection = await deaf.OpenAsync("/session");
        using CancellationTokenSource reading = new();
        ValueTask<ReadResult> read = connection.Input.ReadAsync(reading.Token);
        await reading.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);

        using CancellationTokenSource writing = new();
        ValueTask<FlushResult> write = connection.Output.WriteAsync(new byte[50_000_000], writing.Token); // more than anything in between holds
        await writing.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await write);
    }

    [Fact]
    public async Task A_peer_that_fails_in_mid_session_ends_the_session_with_an_error_and_the_next_one_works()
    {
        int count = 0;
        await using PeerServer server = await PeerServer.StartAsync(async context =>
        {
            await PeerServer.BeginAsync(context);
            if (++count == 1)
            {
                await context.Request.BodyReader.ReadAsync();
                context.Abort();
                return;
            }

            await context.Response.WriteAsync("part");
        });
        using HttpPeer peer = new(server.Options);
        await using (PeerConnection failing = await peer.OpenAsync("/session"))
        {
            await failing.Output.WriteAsync(new byte[1]);
            await Assert.ThrowsAnyAsync<IOException>(() => ReadAllAsync(failing.Input));
        }

        await using PeerConnection connection = await peer.OpenAsync("/session");
        Assert.Equal("part"u8.ToArray(), await ReadAllAsync(connection.Input));
    }

    private static async Task<byte[]> ReadAllAsync(PipeReader input)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync();
            if (result.IsCompleted)
            {
                return result.Buffer.ToArray();
            }

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
