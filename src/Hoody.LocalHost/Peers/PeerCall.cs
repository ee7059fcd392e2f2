using System.Text.Json;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Peers;

/// <summary>A request about a server, its parts looked at.</summary>
internal class PeerCall
{
    private readonly HttpContext _http;

    public PeerCall(HttpContext http, OfferedServers servers)
    {
        _http = http;
        Server = servers.Require(Text("server"));
    }

    public LocalServer Server { get; }

    /// <summary>The id becomes a directory's name: it is an id of ours, or nothing is done.</summary>
    public string ContainerId => RandomIds.IsResourceId(Text("id")) ? Text("id") : throw new FormatException("id");

    public string Text(string part) => (string)_http.GetRouteValue(part)!; // the route's pattern demands it

    public async Task<T> ReadAsync<T>()
        where T : class =>
        await JsonSerializer.DeserializeAsync<T>(_http.Request.Body, PeerJson.Options, _http.RequestAborted) ?? throw new JsonException("null");

    public Task AnswerAsync(object answer) => _http.Response.WriteAsJsonAsync(answer, answer.GetType(), PeerJson.Options, _http.RequestAborted);

    public void AnswerNothing() => _http.Response.StatusCode = StatusCodes.Status204NoContent;
}
