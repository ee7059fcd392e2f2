using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hoody.Sdk;

/// <summary>Sends requests: token, attempts, timeouts, and one type of failure for each. Thread-safe.</summary>
/// <param name="httpClients">
/// Gives the HTTP client for one attempt; a factory's clients must not be kept, or their handlers never rotate.
/// </param>
/// <param name="credential">Gives the token.</param>
/// <param name="options">The client's own copy of its options.</param>
/// <param name="random">A number from 0 up to 1, anew at each call.</param>
internal sealed partial class ApiPipeline(
    Func<HttpClient> httpClients, HoodyCredential credential, HoodyClientOptions options, Func<double> random)
{
    private readonly ApiMessages _messages = new(options);
    private readonly RetryPolicy _retries = new(options.Retry, random);

    public HoodyClientOptions Options => options;

    public Func<double> Random => random;

    public ILogger Logger { get; } =
        options.LoggerFactory?.CreateLogger(HoodyTelemetry.LogCategory) ?? NullLogger.Instance;

    /// <summary>Gets the first successful reply, which the caller disposes.</summary>
    /// <exception cref="HoodyException">There was none.</exception>
    public async Task<ApiReply> SendAsync(ApiRequest request, RequestOptions? call, CancellationToken cancellationToken)
    {
        RequestTelemetry telemetry = new(request, options.TimeProvider);
        try
        {
            ApiReply reply = await SendAsync(request, call, telemetry, cancellationToken).ConfigureAwait(false);
            telemetry.End((int)reply.Info.StatusCode, reply.Info.Attempts, null);
            return reply;
        }
        catch (Exception error)
        {
            HoodyApiException? answered = error as HoodyApiException;
            int attempts = answered?.Attempts ?? (error as HoodyConnectionException)?.Attempts ?? 1;
            telemetry.End((int?)answered?.StatusCode, attempts, error);
            throw;
        }
    }

    private async Task<ApiReply> SendAsync(
        ApiRequest request, RequestOptions? call, RequestTelemetry telemetry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using Deadline deadline = new(options.TotalTimeout, options.TimeProvider, cancellationToken);
        int attempt = 1;
        try
        {
            RequestToken token = await RequestToken.GetAsync(request.Credential ?? credential, this, deadline.Token).ConfigureAwait(false);
            bool mayHaveArrived = false;
            for (; ; attempt++)
            {
                Attempt result = await TryAsync(request, call, token.Value, attempt, deadline.Token).ConfigureAwait(false);

                // A delete that is repeated after a lost reply and finds nothing had been carried out the first time.
                bool isDone = result.Reply is not null
                    || (mayHaveArrived && request.Method == HttpMethod.Delete && result.Failure is HoodyNotFoundException);
                if (!isDone && await MayRepeatAsync(request, call, token, result, attempt, deadline).ConfigureAwait(false))
                {
                    telemetry.Retried(result.Failure!); // it was not done
                    mayHaveArrived |= result.MayHaveArrived;
                    continue;
                }

                if (result.Info is { } info)
                {
                    call?.OnResponse?.Invoke(info);
                }

                return isDone ? result.Reply ?? ApiReply.Empty(request, result.Info!) : throw result.Failure!; // one of both is set
            }
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ConnectionFailure.OfTotalTimeout(request, options.TotalTimeout, attempt);
        }
    }

    /// <summary>Decides whether another attempt follows, and waits until it is due.</summary>
    private async Task<bool> MayRepeatAsync(
        ApiRequest request, RequestOptions? call, RequestToken token, Attempt result, int attempt, Deadline deadline)
    {
        HoodyException failure = result.Failure!; // the attempt brought no reply
        if (failure is HoodyAuthenticationException)
        {
            bool isReplaced = await token.TryReplaceAsync(deadline.Token).ConfigureAwait(false);
            if (isReplaced)
            {
                Logger.TokenReplaced(request.Name);
            }

            return isReplaced;
        }

        if (_retries.NextDelay(request, call, failure, attempt) is not { } delay || !deadline.HasRoomFor(delay))
        {
            return false;
        }

        Logger.RequestRetried(request.Name, attempt, failure.GetType().Name, delay.TotalMilliseconds);
        await Task.Delay(delay, options.TimeProvider, deadline.Token).ConfigureAwait(false);
        return true;
    }

    private async Task<Attempt> TryAsync(
        ApiRequest request, RequestOptions? call, HoodyAccessToken token, int attempt, CancellationToken deadline)
    {
        TimeSpan timeout = call?.AttemptTimeout ?? options.AttemptTimeout;
        using Deadline end = new(timeout, options.TimeProvider, deadline);
        using HttpRequestMessage message = _messages.Create(request, call, token);
        try
        {
            using HttpResponseMessage response =
                await httpClients().SendAsync(message, HttpCompletionOption.ResponseHeadersRead, end.Token).ConfigureAwait(false);
            ApiReply reply = await ApiReply.ReadAsync(request, token, response, attempt, options.TimeProvider, end.Token)
                .ConfigureAwait(false);
            if (reply.IsSuccess)
            {
                return new Attempt(reply, null, reply.Info);
            }

            using (reply)
            {
                return new Attempt(null, ApiErrorReader.Read(request, reply, token), reply.Info);
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new Attempt(null, ConnectionFailure.OfTransport(request, error, attempt), null);
        }
        catch (OperationCanceledException error) when (!deadline.IsCancellationRequested)
        {
            // Our timer, or the shorter one of a caller's own HttpClient.
            TimeSpan? limit = end.HasPassed ? timeout : null;
            return new Attempt(null, ConnectionFailure.OfAttemptTimeout(request, limit, error, attempt), null);
        }
    }

    /// <summary>What came of one attempt: a reply, or a failure.</summary>
    private readonly record struct Attempt(ApiReply? Reply, HoodyException? Failure, HoodyResponseInfo? Info)
    {
        public bool MayHaveArrived => Failure is HoodyConnectionException { MayHaveBeenCarriedOut: true }
            or (HoodyApiException { IsTransient: true } and not HoodyRateLimitException);
    }
}
