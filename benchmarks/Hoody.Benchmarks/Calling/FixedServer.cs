using System.Net;
using System.Net.Sockets;

namespace Hoody.Benchmarks.Calling;

/// <summary>Answers every request on every connection with the same bytes, and does as little else as can be.</summary>
internal sealed class FixedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _response;

    /// <param name="response">Head and body.</param>
    public FixedServer(byte[] response)
    {
        _response = response;
        _listener.Start();
        new Thread(Accept) { IsBackground = true, Name = nameof(FixedServer) }.Start();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket connection = _listener.AcceptSocket();
                connection.NoDelay = true;
                new Thread(() => Serve(connection)) { IsBackground = true }.Start();
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // The listener was disposed, while it waited or before, and with it the server's work is done.
        }
    }

    private void Serve(Socket connection)
    {
        using (connection)
        {
            // A GET has no body, and the clients measured here send one request at a time: what ends in an empty line is a request.
            byte[] buffer = new byte[8192];
            int length = 0;
            while (connection.Receive(buffer.AsSpan(length)) is > 0 and int count)
            {
                length += count;
                if (buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                {
                    connection.Send(_response);
                    length = 0;
                }
            }
        }
    }
}
