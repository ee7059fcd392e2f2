using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Errors;

public sealed class ApiErrorTests : IDisposable
{
    private readonly ClientFixture _fixture = new(options => options.Retry.MaxRetries = 0);

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(400, typeof(HoodyInvalidRequestException), false)]
    [InlineData(401, typeof(HoodyAuthenticationException), false)]
    [InlineData(403, typeof(HoodyPermissionException), false)]
    [InlineData(404, typeof(HoodyNotFoundException), false)]
    [InlineData(405, typeof(HoodyApiException), false)]
    [InlineData(408, typeof(HoodyApiException), true)]
    [InlineData(409, typeof(HoodyConflictException), false)]
    [InlineData(412, typeof(HoodyConflictException), false)]
    [InlineData(415, typeof(HoodyApiException), false)]
    [InlineData(422, typeof(HoodyInvalidRequestException), false)]
    [InlineData(428, typeof(HoodyConflictException), false)]
    [InlineData(429, typeof(HoodyRateLimitException), true)]
    [InlineData(500, typeof(HoodyApiException), true)]
    [InlineData(502, typeof(HoodyApiException), true)]
    [InlineData(503, typeof(HoodyApiException), true)]
    [InlineData(504, typeof(HoodyApiException), true)]
    [InlineData(599, typeof(HoodyApiException), false)]
    public async Task The_status_decides_the_type(int status, Type type, bool isTransient)
    {
        _fixture.Service.Reply(ClientFixture.Error(status, "Some Phrase", "Because."), (HttpStatusCode)status, ("X-Request-Id", "r-17"));

        HoodyApiException error = await ThrowAsync();

        Assert.Equal(type, error.GetType());
        Assert.Equal((HttpStatusCode)status, error.StatusCode);
        Assert.Equal(isTransient, error.IsTransient);
        Assert.Equal("r-17", error.RequestId);
        Assert.Equal("GET", error.Method);
        Assert.Equal("/api/v1/containers/" + ClientFixture.CopyText, error.Path);
        Assert.Equal(1, error.Attempts);
        Assert.Null(error.ErrorCode);
        Assert.Equal($"Because. ({status}, GET /api/v1/containers/{ClientFixture.CopyText}, request id r-17)", error.Message);
    }

    [Fact]
    public async Task A_machine_code_in_the_error_field_is_the_code()
    {
        Answer("error-snapshot-limit.400.json", 400);
        HoodyApiException error = await ThrowAsync();
        Assert.Equal(HoodyErrorCode.ContainerSnapshotLimit, error.ErrorCode);
        Assert.Equal(10, error.Details!.Value.GetProperty("limit").GetInt32());
        Assert.Contains("(400 CONTAINER_SNAPSHOT_LIMIT,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lower_case_code_is_a_code()
    {
        _fixture.Service.Reply(ClientFixture.Error(409, "container_finalizing", "Wait."), HttpStatusCode.Conflict);
        Assert.Equal("container_finalizing", (await ThrowAsync()).ErrorCode!.Value.Value);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(400)]
    public async Task A_sync_of_what_is_no_copy_has_one_code_whatever_its_status(int status)
    {
        Answer("error-not-copied.409.json", status);
        Assert.Equal(HoodyErrorCode.ContainerNotCopied, (await ThrowAsync()).ErrorCode);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(409)]
    public async Task A_sync_without_source_has_one_code_whatever_its_status(int status)
    {
        _fixture.Service.Reply(ClientFixture.Error(status, "Bad Request", "Source container not found"), (HttpStatusCode)status);
        Assert.Equal(HoodyErrorCode.SourceContainerNotFound, (await ThrowAsync()).ErrorCode);
    }

    [Fact]
    public async Task A_field_named_code_wins()
    {
        _fixture.Service.Reply(
            """{"statusCode":400,"error":"Bad Request","message":"No.","code":"CONTAINER_NOT_COPIED"}""", HttpStatusCode.BadRequest);
        Assert.Equal(HoodyErrorCode.ContainerNotCopied, (await ThrowAsync()).ErrorCode);
    }

    [Fact]
    public async Task The_message_names_the_invalid_fields()
    {
        Answer("error-validation.400.json", 400);
        HoodyApiException error = await ThrowAsync();
        Assert.StartsWith(
            "Validation failed: /name must NOT have fewer than 3 characters; /target_project_id must match pattern (400",
            error.Message,
            StringComparison.Ordinal);
        Assert.Equal(2, error.Details!.Value.GetArrayLength());
    }

    [Theory]
    [InlineData("<html><body>Bad gateway</body></html>", "text/html")]
    [InlineData("", "text/plain")]
    [InlineData("{\"statusCode\":502,\"mess", "application/json")]
    [InlineData("[1,2]", "application/json")]
    [InlineData("\"text\"", "application/json")]
    [InlineData("{\"message\":17,\"error\":null,\"data\":null}", "application/json")]
    public async Task A_body_that_is_no_envelope_still_gives_the_typed_error(string body, string mediaType)
    {
        _fixture.Service.ReplyText(body, mediaType, HttpStatusCode.NotFound);
        HoodyApiException error = await ThrowAsync();
        Assert.IsType<HoodyNotFoundException>(error);
        Assert.StartsWith("The service gave no explanation. (404, ", error.Message, StringComparison.Ordinal);
        Assert.Null(error.Details);
    }

    [Fact]
    public async Task A_message_is_one_line_of_bounded_length()
    {
        _fixture.Service.Reply(
            ClientFixture.Error(400, "Bad Request", "first\\r\\nsecond " + new string('x', 5000)), HttpStatusCode.BadRequest);
        string message = (await ThrowAsync()).Message;
        Assert.DoesNotContain('\n', message);
        Assert.True(message.Length < 1200, $"{message.Length} characters");
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_said_to_be_one()
    {
        _fixture.Service.Reply("", HttpStatusCode.Found, ("Location", "https://elsewhere.example/"));
        HoodyApiException error = await ThrowAsync();
        Assert.Contains("redirect", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_after_in_seconds_is_given()
    {
        _fixture.Service.Reply(ClientFixture.Error(429, "Too Many Requests", "Slow down."), (HttpStatusCode)429, ("Retry-After", "120"));
        Assert.Equal(TimeSpan.FromSeconds(120), (await ThrowAsync()).RetryAfter);
    }

    [Fact]
    public async Task Retry_after_as_a_date_is_given_from_now_on()
    {
        string date = (_fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(90)).ToString("R", null);
        _fixture.Service.Reply(ClientFixture.Error(429, "Too Many Requests", "Slow down."), (HttpStatusCode)429, ("Retry-After", date));
        Assert.Equal(TimeSpan.FromSeconds(90), (await ThrowAsync()).RetryAfter);
    }

    [Fact]
    public async Task The_query_stays_out_of_messages()
    {
        _fixture.Service.Reply(ClientFixture.Error(400, "Bad Request", "No."), HttpStatusCode.BadRequest);
        HoodyApiException error = await Assert.ThrowsAsync<HoodyInvalidRequestException>(
            async () => await _fixture.Client.Containers.ListAsync().FirstOrDefaultAsync());
        Assert.DoesNotContain("sort_by", error.Message + error.Path, StringComparison.Ordinal);
    }

    private void Answer(string file, int status) => _fixture.Service.Reply(GoldenFile.Read("wire/" + file), (HttpStatusCode)status);

    private Task<HoodyApiException> ThrowAsync() =>
        Assert.ThrowsAnyAsync<HoodyApiException>(() => _fixture.Client.Containers.GetAsync(ClientFixture.Copy));
}
