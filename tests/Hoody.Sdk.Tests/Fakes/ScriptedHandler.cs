using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Hoody.Sdk.Tests.Fakes;

/// <summary>One request as it would have gone over the wire.</summary>
internal sealed record SentRequest(string Method, Uri Address, string Body, HttpHeaders Headers, HttpHeaders? ContentHeaders)
{
    public string Target => Address.PathAndQuery;

    public override string ToString() => $"{Method} {Target}";
}

/// <summary>Answers each request with the next reply of a script, and fails when the script is at its end.</summary>
internal sealed class ScriptedHandler : HttpMessageHandler
{
    private readonly ConcurrentQueue<Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>> _script = new();
    private readonly ConcurrentQueue<SentRequest> _sent = new();

    public IReadOnlyList<SentRequest> Sent => [.. _sent];

    public SentRequest Only => Assert.Single(Sent);

    /// <summary>Answers whatever the script does not.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage>? Otherwise { get; set; }

    public ScriptedHandler Reply(string json, HttpStatusCode status = HttpStatusCode.OK, params (string Name, string Value)[] headers) =>
        Then((_, _) => Task.FromResult(Response(status, json, "application/json", headers)));

    public ScriptedHandler ReplyText(string body, string mediaType, HttpStatusCode status = HttpStatusCode.OK) =>
        Then((_, _) => Task.FromResult(Response(status, body, mediaType)));

    public ScriptedHandler Fail(Exception error) => Then((_, _) => Task.FromException<HttpResponseMessage>(error));

    /// <summary>Answers nothing until the request is given up.</summary>
    public ScriptedHandler Hang() => Then(async (_, token) =>
    {
        TaskCompletionSource<HttpResponseMessage> never = new();
        await using CancellationTokenRegistration end = token.Register(() => never.TrySetCanceled(token));
        return await never.Task;
    });

    public ScriptedHandler Then(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> step)
    {
        _script.Enqueue(step);
        return this;
    }

    public static HttpResponseMessage Response(
        HttpStatusCode status, string body, string mediaType = "application/json", params (string Name, string Value)[] headers)
    {
        HttpResponseMessage response = new(status) { Content = new StringContent(body, Encoding.UTF8, mediaType) };
        foreach ((string name, string value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        _sent.Enqueue(new SentRequest(request.Method.Method, request.RequestUri!, body, request.Headers, request.Content?.Headers));
        return _script.TryDequeue(out Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? step)
            ? await step(request, cancellationToken)
            : Otherwise?.Invoke(request) ?? throw new InvalidOperationException($"The script has no reply for {request.Method} {request.RequestUri}.");
    }
}
