using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Hoody.Sdk;

/// <summary>A whole reply: status, headers and the body's bytes. Disposing returns the bytes to their pool.</summary>
internal sealed class ApiReply : IDisposable
{
    private readonly ApiRequest _request;
    private readonly string? _mediaType;
    private readonly ReplyBody? _body;
    private readonly HoodyAccessToken _token;

    private ApiReply(ApiRequest request, HoodyResponseInfo info, string? mediaType, ReplyBody? body, HoodyAccessToken token)
    {
        _request = request;
        Info = info;
        _mediaType = mediaType;
        _body = body;
        _token = token;
    }

    public HoodyResponseInfo Info { get; }

    public TimeSpan? RetryAfter { get; private init; }

    public ReadOnlySpan<byte> Body => _body is null ? [] : _body.Span;

    public bool IsSuccess => (int)Info.StatusCode is >= 200 and <= 299;

    public static ApiReply Empty(ApiRequest request, HoodyResponseInfo info) => new(request, info, null, null, default);

    public static async Task<ApiReply> ReadAsync(
        ApiRequest request,
        HoodyAccessToken token,
        HttpResponseMessage response,
        int attempt,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        ReplyBody body = await ReplyBody.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
        string? mediaType = response.Content.Headers.ContentType?.MediaType;
        return new ApiReply(request, new HoodyResponseInfo(response, attempt), mediaType, body, token)
        {
            RetryAfter = ReadRetryAfter(response.Headers.RetryAfter, time),
        };
    }

    /// <summary>Reads the envelope's <c>data</c>.</summary>
    /// <exception cref="HoodySerializationException">The body is no envelope, or its data do not fit.</exception>
    public T ReadData<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return ApiEnvelope.ReadData(Body, type);
        }
        catch (JsonException error)
        {
            throw Unreadable(error);
        }
    }

    /// <summary>Makes sure that a reply without data comes from the API: it is empty, or an envelope.</summary>
    /// <exception cref="HoodySerializationException">It is something else, such as the page of a proxy in between.</exception>
    public void ExpectNoData()
    {
        try
        {
            ApiEnvelope.Check(Body);
        }
        catch (JsonException error)
        {
            throw Unreadable(error);
        }
    }

    /// <summary>Makes one line, without the request's secrets, of what the service says in a success.</summary>
    public string? Clean(string? text) => ApiErrorReader.Clean(text is null ? null : new Redaction(_request, _token).Apply(text));

    public void Dispose() => _body?.Dispose();

    private static TimeSpan? ReadRetryAfter(RetryConditionHeaderValue? header, TimeProvider time)
    {
        TimeSpan? delay = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }

    private HoodySerializationException Unreadable(JsonException error)
    {
        // It names a place by the body's own names, and the type is the service's to write, too.
        string message = $"{_request} answered {(int)Info.StatusCode} with a body that cannot be read " +
            $"({_mediaType ?? "no content type"}, {Body.Length} bytes): {error.Message}";
        string? clean = Clean(message);
        return new HoodySerializationException(clean!, clean == message ? error : new JsonException(Clean(error.Message))); // it is not empty
    }
}
