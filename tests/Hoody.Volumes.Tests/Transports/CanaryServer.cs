using System.Net;
using System.Net.Sockets;

namespace Hoody.Volumes.Tests.Transports;

/// <summary>Listens where nobody should connect.</summary>
internal sealed class CanaryServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public CanaryServer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether somebody connected; the system accepts connections that nobody has looked at yet.</summary>
    public bool WasTouched => _listener.Pending();

    /// <summary>Answers whoever connects, whatever is asked; the caller disposes the connection.</summary>
    public async Task<TcpClient> AnswerAsync(string answer)
    {
        TcpClient client = await _listener.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        return client;
    }

    public void Dispose() => _listener.Dispose();
}
