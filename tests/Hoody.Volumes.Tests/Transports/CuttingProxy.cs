using System.Net;
using System.Net.Sockets;

namespace Hoody.Volumes.Tests.Transports;

/// <summary>Passes one connection on to a server, and cuts it once so many bytes of one direction went through.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _work;

    public CuttingProxy(int port, long bytesFromClient, long bytesFromServer)
    {
        _listener.Start();
        _work = RunAsync(port, bytesFromClient, bytesFromServer);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _work;
    }

    private async Task RunAsync(int port, long bytesFromClient, long bytesFromServer)
    {
        try
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync();
            using TcpClient server = new();
            await server.ConnectAsync(IPAddress.Loopback, port);
            await Task.WhenAny(
                PassAsync(client.GetStream(), server.GetStream(), bytesFromClient),
                PassAsync(server.GetStream(), client.GetStream(), bytesFromServer));
        }
        catch (SocketException)
        {
            // The listener was closed before anyone came.
        }
    }

    private static async Task PassAsync(NetworkStream from, NetworkStream to, long limit)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (limit > 0 && await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(limit, buffer.Length))) is > 0 and var count)
            {
                await to.WriteAsync(buffer.AsMemory(0, count));
                limit -= count;
            }
        }
        catch (IOException)
        {
            // One side went away, which is what this is about.
        }
    }
}
