using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Http;

public sealed partial class ReplyTests : IDisposable
{
    private readonly ClientFixture _fixture = new(options => options.Retry.MaxRetries = 0);

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("<html>Sign in to the hotel's network</html>", "text/html")]
    [InlineData("", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("{\"statusCode\":200,\"data\":{\"id\":\"a\"", "application/json")]
    [InlineData("{\"statusCode\":200,\"data\":{\"id\":\"a\"}} {}", "application/json")]
    [InlineData("{\"statusCode\":200,\"message\":\"ok\"}", "application/json")]
    [InlineData("{\"statusCode\":200,\"data\":null}", "application/json")]
    [InlineData("{\"statusCode\":200,\"data\":{\"name\":\"no id\"}}", "application/json")]
    [InlineData("{\"statusCode\":200,\"data\":{\"id\":\"../../x\"}}", "application/json")]
    [InlineData("{\"statusCode\":200,\"data\":{\"id\":17}}", "application/json")]
    [InlineData("{\"statusCode\":200,\"data\":{\"id\":\"a\",\"status\":{}}}", "application/json")]
    [InlineData("{\"statusCode\":200,\"data\":{\"id\":\"a\",\"created_at\":\"yesterday\"}}", "application/json")]
    public async Task A_success_that_cannot_be_read_says_so(string body, string mediaType)
    {
        _fixture.Service.ReplyText(body, mediaType);
        HoodySerializationException error = await Assert.ThrowsAsync<HoodySerializationException>(GetAsync);
        Assert.Contains(mediaType, error.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<JsonException>(error.InnerException);
        Assert.Single(_fixture.Service.Sent);
    }

    [Fact]
    public async Task A_type_other_than_json_is_read_when_the_body_is_json()
    {
        _fixture.Service.ReplyText(ClientFixture.ContainerJson("running"), "text/plain");
        Assert.Equal(ContainerStatus.Running, (await GetAsync()).Status);
    }

    [Fact]
    public async Task A_byte_order_mark_is_skipped()
    {
        _fixture.Service.ReplyText('\ufeff' + ClientFixture.ContainerJson("running"), "application/json");
        Assert.Equal(ContainerStatus.Running, (await GetAsync()).Status);
    }

    [Fact]
    public async Task A_page_in_the_way_of_a_delete_is_no_success()
    {
        _fixture.Service.ReplyText("<html>Sign in</html>", "text/html");
        await Assert.ThrowsAsync<HoodySerializationException>(() => _fixture.Client.Containers.DeleteAsync(ClientFixture.Copy));
    }

    [Fact]
    public async Task A_body_that_comes_in_pieces_is_read_whole()
    {
        string name = new('n', 100_000);
        byte[] bytes = Encoding.UTF8.GetBytes(ClientFixture.Envelope($$"""{"id":"{{ClientFixture.CopyText}}","name":"{{name}}"}"""));
        AnswerWith(new DrippingStream(bytes));
        Assert.Equal(name, (await GetAsync()).Name);
    }

    [Fact]
    public async Task A_body_without_end_is_cut_off()
    {
        AnswerWith(new EndlessStream());
        HoodySerializationException error = await Assert.ThrowsAsync<HoodySerializationException>(GetAsync);
        Assert.Contains("longer than", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_promises_too_much_is_not_read()
    {
        _fixture.Service.Then((_, _) =>
        {
            HttpResponseMessage response = new(HttpStatusCode.OK) { Content = new StreamContent(new DrippingStream([])) };
            response.Content.Headers.ContentLength = 64L * 1024 * 1024 * 1024;
            return Task.FromResult(response);
        });
        await Assert.ThrowsAsync<HoodySerializationException>(GetAsync);
    }

    [Fact]
    public async Task A_connection_lost_within_the_body_is_a_connection_failure()
    {
        AnswerWith(new BreakingStream());
        await Assert.ThrowsAsync<HoodyConnectionException>(GetAsync);
    }

    [Fact]
    public async Task What_is_not_modelled_can_be_sent_by_hand()
    {
        _fixture.Service.Reply(ClientFixture.Envelope("""{"count":3}"""), HttpStatusCode.OK, ("X-Request-Id", "r-1"));
        using StringContent content = new("""{"all":true}""", Encoding.UTF8, "application/json");

        HoodyResponse<Counted> response = await _fixture.Client.SendAsync(
            HttpMethod.Post, "/api/v1/containers/a/firewall/reset?dry=1", OwnContext.Default.Counted, content);

        Assert.Equal(new Counted(3), response.Value);
        Assert.Equal("r-1", response.Info.RequestId);
        Assert.Equal("POST /api/v1/containers/a/firewall/reset?dry=1", _fixture.Service.Only.ToString());
        Assert.Equal("""{"all":true}""", _fixture.Service.Only.Body);
        Assert.Equal("""{"all":true}""", await content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_has_no_data_can_be_sent_by_hand_as_an_element()
    {
        _fixture.Service.Reply("""{"statusCode":200,"message":"gone"}""");
        HoodyResponse<JsonElement> response =
            await _fixture.Client.SendAsync(HttpMethod.Delete, "/api/v1/containers/a/network", OwnContext.Default.JsonElement);
        Assert.Equal(JsonValueKind.Undefined, response.Value.ValueKind);
    }

    [Theory]
    [InlineData("containers/a")]
    [InlineData("//evil.example/api")]
    [InlineData("https://evil.example/api")]
    [InlineData("/api/v1/../../other")]
    [InlineData("/api/v1/%2e%2e/other")]
    [InlineData("/api\\v1")]
    [InlineData("/api/v1/a#b")]
    [InlineData("/api/v1/a b")]
    [InlineData("/api/v1/é")]
    public async Task A_path_that_leaves_the_service_is_refused(string path)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _fixture.Client.SendAsync(HttpMethod.Get, path, OwnContext.Default.Counted));
        Assert.Empty(_fixture.Service.Sent);
    }

    private Task<Container> GetAsync() => _fixture.Client.Containers.GetAsync(ClientFixture.Copy);

    private void AnswerWith(Stream body) => _fixture.Service.Then((_, _) =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body) }));

    internal sealed record Counted(int Count);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Counted))]
    [JsonSerializable(typeof(JsonElement))]
    private sealed partial class OwnContext : JsonSerializerContext;

    private abstract class TestStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class DrippingStream(byte[] bytes) : TestStream
    {
        private int _position;

        public override int Read(byte[] buffer, int offset, int count)
        {
            int length = Math.Min(Math.Min(count, 997), bytes.Length - _position);
            bytes.AsSpan(_position, length).CopyTo(buffer.AsSpan(offset));
            _position += length;
            return length;
        }
    }

    private sealed class EndlessStream : TestStream
    {
        public override int Read(byte[] buffer, int offset, int count) => count;
    }

    private sealed class BreakingStream : TestStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("reset");
    }
}
