using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Hoody.LocalHost.Tests.Fixtures;

/// <summary>Sends what a client written by others would: bytes on the wire, with the token of one account or with none.</summary>
internal sealed class ApiClient(IApiHost host, string? token)
{
    public Task<Answer> GetAsync(string path) => SendAsync("GET", path);

    public Task<Answer> PostAsync(string path, string? json = null) => SendAsync("POST", path, json);

    public Task<Answer> PutAsync(string path, string? json = null) => SendAsync("PUT", path, json);

    public Task<Answer> DeleteAsync(string path) => SendAsync("DELETE", path);

    /// <summary>Sends a request; without a body it still says JSON, as the published clients do.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">A whole path, or one below <c>/api/v1</c> when it does not begin with a slash.</param>
    /// <param name="json">The body, valid or not.</param>
    public Task<Answer> SendAsync(string method, string path, string? json = null) =>
        SendBytesAsync(method, path, json is null ? [] : Encoding.UTF8.GetBytes(json), "application/json");

    public async Task<Answer> SendBytesAsync(string method, string path, byte[] body, string contentType)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path.StartsWith('/') ? path : "/api/v1/" + path);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        if (method is not ("GET" or "DELETE") || body.Length > 0)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        }

        return await SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await host.Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        host.Transcript.Enqueue(response.Headers + text);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        using JsonDocument document = JsonDocument.Parse(text);
        return new Answer((int)response.StatusCode, document.RootElement.Clone(), response.Headers);
    }
}
