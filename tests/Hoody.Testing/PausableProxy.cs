using System.Net;
using System.Net.Sockets;

namespace Hoody.Testing;

/// <summary>Passes TCP connections on to a port of this machine, and stops passing anything, without closing, when told to or after so many bytes.</summary>
public sealed class PausableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _work;
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytesUntilPause;

    /// <param name="port">Where to pass connections on to.</param>
    /// <param name="bytesUntilPause">How many bytes of the clients go through before the pause.</param>
    public PausableProxy(int port, long bytesUntilPause = long.MaxValue)
    {
        _bytesUntilPause = bytesUntilPause;
        _open.SetResult();
        _listener.Start();
        _work = AcceptAsync(port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Completes with the first pause.</summary>
    public Task Paused => _paused.Task;

    public void Pause()
    {
        Volatile.Write(ref _open, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _paused.TrySetResult();
    }

    public void Resume() => Volatile.Read(ref _open).TrySetResult();

    /// <summary>Breaks all connections, and takes no more.</summary>
    public async Task CutAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await CutAsync();
        _end.Dispose();
    }

    private async Task AcceptAsync(int port)
    {
        List<Task> connections = [];
        while (!_end.IsCancellationRequested)
        {
            try
            {
                connections.Add(PassAsync(await _listener.AcceptTcpClientAsync(_end.Token), port));
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(connections);
    }

    private async Task PassAsync(TcpClient client, int port)
    {
        using (client)
        using (TcpClient server = new())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, port, _end.Token);
                await Task.WhenAny(
                    PassAsync(client.GetStream(), server.GetStream(), isFromClient: true),
                    PassAsync(server.GetStream(), client.GetStream(), isFromClient: false));
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                return; // nobody listens there, or the test is over
            }
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, bool isFromClient)
    {
        byte[] buffer = new byte[16 << 10];
        try
        {
            while (await from.ReadAsync(buffer, _end.Token) is > 0 and var count)
            {
                if (isFromClient && Interlocked.Add(ref _bytesUntilPause, -count) is <= 0 and var left && left + count > 0)
                {
                    Pause();
                }

                await Volatile.Read(ref _open).Task.WaitAsync(_end.Token);
                await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return; // one side went away, or the test is over
        }
    }
}
