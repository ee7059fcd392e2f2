using System.IO.Pipelines;
using Hoody.Volumes.Transports;

namespace Hoody.Volumes.Tests.Transports;

public sealed class HttpPeerCutTests
{
    private const int SentBytes = 100_000;

    [Fact]
    public async Task A_connection_cut_at_any_byte_is_never_taken_for_an_end()
    {
        await using PeerServer server = await PeerServer.StartAsync(PeerServer.EchoAsync);
        Random random = new(20261128);
        for (int i = 0; i < 60; i++)
        {
            // The first bytes one by one: the prefaces, settings and heads of HTTP/2.
            long at = i < 30 ? i * 7 : random.Next(SentBytes);
            bool isClientCut = i % 2 == 0;
            await using CuttingProxy proxy = new(server.Address.Port, isClientCut ? at : long.MaxValue, isClientCut ? long.MaxValue : at);
            Exception? failure = await Record.ExceptionAsync(() => EchoAsync(server.Options with { Address = proxy.Address }));
            Assert.True(failure is PeerException { Error: PeerError.Unreachable or PeerError.NotAPeer } or IOException, $"cut at {at}: {failure}");
        }
    }

    private static async Task EchoAsync(HttpPeerOptions options)
    {
        using HttpPeer peer = new(options);
        await using PeerConnection connection = await peer.OpenAsync("/session");
        Task write = WriteAsync(connection.Output);
        long received = 0;
        while (true)
        {
            ReadResult result = await connection.Input.ReadAsync();
            received += result.Buffer.Length;
            connection.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        await write;
        Assert.Equal(SentBytes, received);
    }

    private static async Task WriteAsync(PipeWriter output)
    {
        await output.WriteAsync(new byte[SentBytes]);
        await output.CompleteAsync();
    }
}
