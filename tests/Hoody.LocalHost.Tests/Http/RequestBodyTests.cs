using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Http;

[Collection(SharedHostGroup.Name)]
public class RequestBodyTests(SharedHost shared)
{
    private TestHost Host => shared.Host;

    [Theory]
    [InlineData("{")]
    [InlineData("{\"alias\":\"a\"")]
    [InlineData("{\"alias\":\"a\"} x")]
    [InlineData("{\"alias\":\"a\",}")]
    [InlineData("{\"alias\":\"a\",\"alias\":\"b\"}")]
    [InlineData("[]")]
    [InlineData("\"alias\"")]
    [InlineData("null")]
    [InlineData("{\"alias\":\"\\ud800\"}")]
    [InlineData("{\"alias\":\"a\",\"\\udc00\":1}")]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}")]
    public async Task A_body_that_is_not_a_JSON_object_is_refused(string body)
    {
        ApiClient api = await Host.NewAccountAsync();
        (await api.PostAsync("projects", body)).Fails(400, "INVALID_JSON");
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_is_refused()
    {
        ApiClient api = await Host.NewAccountAsync();
        byte[] body = [.. "{\"alias\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        (await api.SendBytesAsync("POST", "projects", body, "application/json")).Fails(400, "INVALID_JSON");
    }

    [Fact]
    public async Task The_answer_to_a_bad_body_does_not_repeat_it()
    {
        ApiClient api = await Host.NewAccountAsync();
        Answer answer = await api.PostAsync("projects", "{\"alias\": swordfish}");
        Assert.DoesNotContain("swordfish", answer.Fails(400, "INVALID_JSON").Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_says_it_is_not_JSON_is_refused()
    {
        ApiClient api = await Host.NewAccountAsync();
        (await api.SendBytesAsync("POST", "projects", "{}"u8.ToArray(), "text/plain")).Fails(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_before_it_is_sent()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/projects");
        request.Headers.TryAddWithoutValidation("Authorization", await Host.Host.CreateAccountAsync());
        request.Headers.ExpectContinue = true;
        request.Content = new ByteArrayContent(new byte[6 << 20]);
        (await Host.As(null).SendAsync(request)).Fails(413, "BAD_REQUEST");
    }

    [Fact]
    public async Task An_empty_body_counts_as_an_empty_object()
    {
        ApiClient api = await Host.NewAccountAsync();
        (await api.PostAsync("projects")).FailsAt("/alias");
        string project = await api.NewProjectAsync();
        string container = await api.NewContainerAsync(project);
        (await api.PutAsync($"containers/{container}")).Data();
        (await api.PostAsync($"containers/{container}/snapshots")).Data();
        (await api.PostAsync($"containers/{container}/stop")).Data();
    }

    [Fact]
    public async Task Every_problem_of_a_body_is_named_in_one_answer()
    {
        ApiClient api = await Host.NewAccountAsync();
        Answer answer = await api.PostAsync("projects", """{"color":"red","max_containers":"many"}""");
        answer.FailsAt("/alias");
        answer.FailsAt("/color");
        answer.FailsAt("/max_containers");
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/api/v1")]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("POST", "/api/v2/projects")]
    [InlineData("GET", "/api/v1/containers/0123456789abcdef01234567/nothing/at/all")]
    public async Task An_unknown_route_answers_with_the_error_envelope(string method, string path)
    {
        ApiClient api = await Host.NewAccountAsync();
        Answer answer = (await api.SendAsync(method, path)).Fails(404, "ROUTE_NOT_FOUND");
        Assert.Equal("Not Found", answer.Body.Text("error"));
    }

    [Fact]
    public async Task A_method_that_a_route_does_not_have_answers_with_the_error_envelope()
    {
        ApiClient api = await Host.NewAccountAsync();
        (await api.DeleteAsync("servers")).Fails(405, "METHOD_NOT_ALLOWED");
    }
}
