using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Http;

/// <summary>The client's own connections, over a real socket.</summary>
public sealed class LoopbackTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HoodyClient _client;

    public LoopbackTests()
    {
        _listener.Start();
        HoodyClientOptions options = new() { BaseAddress = new Uri($"http://{_listener.LocalEndpoint}") };
        options.Retry.MaxRetries = 0;
        _client = new HoodyClient(HoodyCredential.FromToken("t"), options);
    }

    public void Dispose()
    {
        _client.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task A_request_carries_its_token_and_type()
    {
        Task<Container> update = _client.Containers.UpdateAsync(ClientFixture.Copy, new UpdateContainerRequest { Name = "n" });
        string request = await AnswerAsync("200 OK", "", Encoding.UTF8.GetBytes(ClientFixture.ContainerJson("running")));
        Assert.Equal(ContainerStatus.Running, (await update).Status);
        Assert.StartsWith($"PUT /api/v1/containers/{ClientFixture.CopyText} HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nAuthorization: Bearer t\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: application/json\r\n", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_has_length_zero_and_a_json_type()
    {
        Task<ContainerOperation> restore = _client.Snapshots.RestoreAsync(ClientFixture.Copy, "s");
        string request = await AnswerAsync("200 OK", "", Encoding.UTF8.GetBytes(GoldenFile.Read("wire/snapshot-restore.200.json")));
        await restore;
        Assert.StartsWith("PATCH ", request, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 0\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: application/json\r\n", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_reply_is_read()
    {
        using MemoryStream body = new();
        using (GZipStream zip = new(body, CompressionMode.Compress, leaveOpen: true))
        {
            zip.Write(Encoding.UTF8.GetBytes(ClientFixture.ContainerJson("running")));
        }

        Task<Container> get = _client.Containers.GetAsync(ClientFixture.Copy);
        await AnswerAsync("200 OK", "Content-Encoding: gzip\r\n", body.ToArray());
        Assert.Equal(ContainerStatus.Running, (await get).Status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_reply_that_is_not_compressed_as_it_says_cannot_be_read(string encoding)
    {
        Task<Container> get = _client.Containers.GetAsync(ClientFixture.Copy);
        await AnswerAsync("200 OK", $"Content-Encoding: {encoding}\r\n", Encoding.UTF8.GetBytes(ClientFixture.ContainerJson("running")));
        await Assert.ThrowsAsync<HoodySerializationException>(() => get);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        Task<Container> get = _client.Containers.GetAsync(ClientFixture.Copy);
        await AnswerAsync("307 Temporary Redirect", $"Location: http://{_listener.LocalEndpoint}/elsewhere\r\n", []);
        HoodyApiException error = await Assert.ThrowsAsync<HoodyApiException>(() => get);
        Assert.Equal(HttpStatusCode.TemporaryRedirect, error.StatusCode);
        Assert.False(_listener.Pending());
    }

    [Fact]
    public async Task A_reply_that_is_cut_short_is_a_lost_connection()
    {
        Task<Container> get = _client.Containers.GetAsync(ClientFixture.Copy);
        await AnswerAsync("200 OK", "", "{\"data\":"u8.ToArray(), promisedLength: 1000);
        HoodyConnectionException error = await Assert.ThrowsAsync<HoodyConnectionException>(() => get);
        Assert.True(error.MayHaveBeenCarriedOut);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_at_is_not_reached()
    {
        _listener.Stop();
        HoodyConnectionException error =
            await Assert.ThrowsAsync<HoodyConnectionException>(() => _client.Containers.GetAsync(ClientFixture.Copy));
        Assert.False(error.MayHaveBeenCarriedOut);
    }

    /// <summary>Takes one connection, reads one request's head, answers, and hangs up.</summary>
    private async Task<string> AnswerAsync(string status, string headers, byte[] body, int? promisedLength = null)
    {
        using Socket socket = await _listener.AcceptSocketAsync();
        using NetworkStream stream = new(socket);
        byte[] buffer = new byte[8192];
        int length = 0;
        do
        {
            length += await stream.ReadAsync(buffer.AsMemory(length));
        }
        while (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0);

        string head = $"HTTP/1.1 {status}\r\nContent-Length: {promisedLength ?? body.Length}\r\nConnection: close\r\n{headers}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(body);

        // What is unread when a socket closes resets the connection, and could take the reply with it.
        socket.Shutdown(SocketShutdown.Send);
        string request = Encoding.ASCII.GetString(buffer, 0, length);
        while (await stream.ReadAsync(buffer) > 0)
        {
        }

        return request;
    }
}
