using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hoody.LocalHost.Tests.Peers;

/// <summary>Stands before a peer and passes on what it is asked and what it answers, until one request, at which it stops for ever, though it lives.</summary>
internal sealed class StallingRelay : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpMessageInvoker _peer = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private volatile Stall? _stall;

    private StallingRelay(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.Single());

    /// <summary>The peer.</summary>
    public Uri? Peer { get; set; }

    public static async Task<StallingRelay> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        StallingRelay relay = new(builder.Build());
        relay._application.Run(relay.PassOnAsync);
        await relay._application.StartAsync();
        return relay;
    }

    /// <summary>Stops at a request from now on.</summary>
    /// <param name="what">The last word of its path that is no name: <c>serve</c>, or <c>containers</c> for a container itself.</param>
    /// <param name="occurrence">The how manieth of those.</param>
    /// <param name="answerBytes">After how many bytes of the answer's body; null when the peer is not even asked.</param>
    /// <returns>Completes when somebody waits for what will not come.</returns>
    public Task StallAt(string what, int occurrence = 1, int? answerBytes = null)
    {
        Stall stall = new(what, answerBytes) { Left = occurrence };
        _stall = stall;
        return stall.Reached.Task;
    }

    /// <summary>Stops at nothing any more.</summary>
    public void GetOn() => _stall = null;

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource noPatience = new(TimeSpan.Zero);
        await _application.StopAsync(noPatience.Token);
        await _application.DisposeAsync();
        _peer.Dispose();
    }

    private static string NameOf(string path)
    {
        string[] parts = path.Split('/');
        return parts[^2] is "containers" or "snapshots" ? parts[^2] : parts[^1];
    }

    private async Task PassOnAsync(HttpContext http)
    {
        Stall? stall = _stall is { } set && set.What == NameOf(http.Request.Path.Value!) && Interlocked.Decrement(ref set.Left) == 0 ? set : null; // a request has a path
        if (stall is { AnswerBytes: null })
        {
            await stall.WaitAsync(http.RequestAborted);
        }

        OpenContent? content = http.Request.ContentType is null ? null : new OpenContent(http.Request.Body);
        try
        {
            using HttpRequestMessage request = RequestOf(http, content);
            using HttpResponseMessage answer = await _peer.SendAsync(request, http.RequestAborted);
            http.Response.StatusCode = (int)answer.StatusCode;
            foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers))
            {
                http.Response.Headers[name] = values.ToArray();
            }

            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
            await using Stream body = await answer.Content.ReadAsStreamAsync(http.RequestAborted);
            await CopyAsync(body, http.Response.Body, stall, http.RequestAborted);
            await (content?.Copied ?? Task.CompletedTask).WaitAsync(http.RequestAborted); // a session ends when both sides have
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            http.Abort(); // the peer hung up: so does this
        }
    }

    private HttpRequestMessage RequestOf(HttpContext http, OpenContent? content)
    {
        HttpRequestMessage request = new(new HttpMethod(http.Request.Method), new Uri(Peer!, http.Request.Path + http.Request.QueryString)) // set by whoever started it
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in http.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return request;
    }

    private static async Task CopyAsync(Stream from, Stream to, Stall? stall, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 << 10];
        int left = stall?.AnswerBytes ?? int.MaxValue;
        while (true)
        {
            int count = await from.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)), cancellationToken);
            if (count > 0) // an answer without a body takes no write at all
            {
                await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                await to.FlushAsync(cancellationToken);
            }

            left -= stall is null ? 0 : count;
            if (left == 0)
            {
                await stall!.WaitAsync(cancellationToken); // without one there is always more left
            }

            if (count == 0)
            {
                return;
            }
        }
    }

    private sealed class Stall(string what, int? answerBytes)
    {
        public int Left;

        public string What => what;

        public int? AnswerBytes => answerBytes;

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task WaitAsync(CancellationToken cancellationToken)
        {
            Reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    /// <summary>The body of a request that may still be open: passed on as it comes.</summary>
    private sealed class OpenContent(Stream body) : HttpContent
    {
        private readonly TaskCompletionSource _copied = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Copied => _copied.Task;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.FlushAsync(cancellationToken);
            await CopyAsync(body, stream, stall: null, cancellationToken);
            _copied.TrySetResult();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
