using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;

namespace Hoody.Volumes.Transports;

/// <summary>A peer that is reached by HTTP/2: opens sessions with it, and asks it small things. Thread-safe.</summary>
/// <remarks>
/// Nothing but the peer is talked to: no proxy, no redirect, no cookie, and no address that is not allowed for it. All that goes wrong before the first byte
/// of an answer is a <see cref="PeerException"/>.
/// </remarks>
public sealed class HttpPeer : IDisposable
{
    /// <summary>The media type of a session's two bodies.</summary>
    public const string SessionMediaType = "application/vnd.hoody.session";

    private readonly HttpPeerOptions _options;
    private readonly HttpMessageInvoker _http;

    /// <summary>Prepares for talking to a peer; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public HttpPeer(HttpPeerOptions options)
        : this(options, Dns.GetHostAddressesAsync)
    {
    }

    internal HttpPeer(HttpPeerOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _http = new HttpMessageInvoker(CreateHandler(options, new PeerDialer(options, resolve)));
    }

    /// <summary>The peer's host and port.</summary>
    public string Name => _options.Address.Authority;

    /// <summary>Opens a session: one request whose two bodies stay open.</summary>
    /// <param name="path">Where, below the peer's address; its parts are escaped.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    /// <returns>The connection; the caller disposes it.</returns>
    /// <exception cref="PeerException">The peer cannot be reached, is not the one that is expected, or refuses.</exception>
    public async Task<PeerConnection> OpenAsync(string path, CancellationToken cancellationToken = default)
    {
        OpenBody body = new() { Headers = { ContentType = new MediaTypeHeaderValue(SessionMediaType) } };
        CancellationTokenSource lifetime = new();
        HttpResponseMessage? response = null;
        try
        {
            Task<Stream> opened = body.OpenAsync(lifetime.Token);
            response = await SendAsync(Request(HttpMethod.Post, path, body), lifetime, _options.AnswerTimeout, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new PeerException(Name, PeerError.Refused, $"it refused a session with status {(int)response.StatusCode}.")
                {
                    StatusCode = (int)response.StatusCode,
                };
            }

            if (response.Content.Headers.ContentType?.MediaType != SessionMediaType)
            {
                throw new PeerException(Name, PeerError.NotAPeer, "it answered with another media type than a session's.");
            }

            Stream answer = await response.Content.ReadAsStreamAsync(CancellationToken.None).ConfigureAwait(false);
            return new HttpPeerConnection(Name, response, answer, await opened.ConfigureAwait(false), lifetime);
        }
        catch
        {
            await lifetime.CancelAsync().ConfigureAwait(false);
            response?.Dispose();
            body.Dispose();
            lifetime.Dispose();
            throw;
        }
    }

    /// <summary>Sends one small request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Where, below the peer's address; its parts are escaped.</param>
    /// <param name="content">The body; null for none.</param>
    /// <param name="answerTimeout">How long the peer may take to begin its answer; null for the options' own, infinite for work that takes its time.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The answer, whose body is not read yet and whose status may be one of an error; the caller disposes it.</returns>
    /// <exception cref="PeerException">The peer cannot be reached, is not the one that is expected, or does not accept the token.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, TimeSpan? answerTimeout = null, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource lifetime = new();
        return await SendAsync(Request(method, path, content), lifetime, answerTimeout ?? _options.AnswerTimeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends all connections to the peer.</summary>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationTokenSource lifetime, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // Both only until the answer begins: what is open then lives as long as its owner wants.
        using CancellationTokenSource patience = new(timeout, _options.TimeProvider);
        using CancellationTokenRegistration onTimeout = patience.Token.UnsafeRegister(Cancel, lifetime);
        using CancellationTokenRegistration onCancel = cancellationToken.UnsafeRegister(Cancel, lifetime);
        try
        {
            HttpResponseMessage response = await _http.SendAsync(request, lifetime.Token).ConfigureAwait(false);
            return PeerAnswers.Check(Name, response);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw PeerAnswers.Explain(Name, exception, patience.IsCancellationRequested);
        }

        static void Cancel(object? source) => ((CancellationTokenSource)source!).Cancel(); // registered with one
    }

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content)
    {
        Uri target = new(_options.Address, path);
        if (target.Authority != _options.Address.Authority || target.Scheme != _options.Address.Scheme)
        {
            throw new ArgumentException("The path leads away from the peer.", nameof(path));
        }

        return new HttpRequestMessage(method, target)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _options.Token) },
        };
    }

    private static SocketsHttpHandler CreateHandler(HttpPeerOptions options, PeerDialer dialer)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = dialer.ConnectAsync,
            ConnectTimeout = options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = options.KeepAliveInterval,
            KeepAlivePingTimeout = options.KeepAliveInterval,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            InitialHttp2StreamWindowSize = 1 << 20,
        };
        if (options.CertificateSha256 is { } pin)
        {
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = new PinnedCertificate(options.Address.Authority, pin, options.TimeProvider).Accepts,
            };
        }

        return handler;
    }
}
