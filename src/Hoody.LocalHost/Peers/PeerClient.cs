using System.Text.Json;
using Hoody.LocalHost.Engine;
using Hoody.Volumes.Transports;

namespace Hoody.LocalHost.Peers;

/// <summary>Asks a peer, below one path. What the peer says went wrong becomes this side's error, with the same code.</summary>
internal sealed class PeerClient(HttpPeer peer, PeerServer options, string path)
{
    public string Name => peer.Name;

    /// <summary>How long work on files may take. A peer that dies meanwhile is noticed by the connection.</summary>
    public TimeSpan WorkTimeout => options.WorkTimeout;

    public Task<PeerConnection> OpenAsync(string where, CancellationToken cancellationToken) => peer.OpenAsync(path + where, cancellationToken);

    /// <summary>Asks for something to be done.</summary>
    public async Task SendAsync(HttpMethod method, string where, object? request, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await AnswerAsync(method, where, request, timeout, cancellationToken);
    }

    /// <summary>Asks for something to be done, or told.</summary>
    public async Task<T> AskAsync<T>(HttpMethod method, string where, object? request, TimeSpan? timeout, CancellationToken cancellationToken)
        where T : class
    {
        using HttpResponseMessage response = await AnswerAsync(method, where, request, timeout, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private async Task<HttpResponseMessage> AnswerAsync(
        HttpMethod method, string where, object? request, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using JsonContent? content = request is null ? null : JsonContent.Create(request, request.GetType(), options: PeerJson.Options);
        HttpResponseMessage response = await peer.SendAsync(method, path + where, content, timeout, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            PeerErrorAnswer error = await ReadAsync<PeerErrorAnswer>(response, cancellationToken);
            throw new WorkException(error.Code, $"Peer {peer.Name}: {error.Message}");
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
        where T : class
    {
        // A body is small, and there once it has begun: it has the time of a beginning.
        using CancellationTokenSource patience = new(options.Connection.AnswerTimeout, options.Connection.TimeProvider);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await response.Content.LoadIntoBufferAsync(PeerJson.MaxBodyBytes, stop.Token);
            return await response.Content.ReadFromJsonAsync<T>(PeerJson.Options, stop.Token) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new PeerException(peer.Name, PeerError.NotAPeer, "its answer is not what a peer answers.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PeerException(peer.Name, PeerError.NoAnswer, "it did not end its answer in time.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new PeerException(peer.Name, PeerError.Unreachable, "the connection broke while it answered.", exception);
        }
    }
}
