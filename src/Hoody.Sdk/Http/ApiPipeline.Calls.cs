using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Hoody.Sdk;

/// <summary>The few forms that all calls of the API have.</summary>
internal sealed partial class ApiPipeline
{
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    public Task<T> GetAsync<T>(
        string name, ApiTarget target, JsonTypeInfo<T> type, RequestOptions? call, CancellationToken cancellationToken) =>
        SendAsync(new ApiRequest(name, HttpMethod.Get, target), type, call, cancellationToken);

    public async Task<T> SendAsync<T>(ApiRequest request, JsonTypeInfo<T> type, RequestOptions? call, CancellationToken cancellationToken)
    {
        using ApiReply reply = await SendAsync(request, call, cancellationToken).ConfigureAwait(false);
        return reply.ReadData(type);
    }

    public async Task<HoodyResponse<T>> SendForResponseAsync<T>(
        ApiRequest request, JsonTypeInfo<T> type, RequestOptions? call, CancellationToken cancellationToken)
    {
        using ApiReply reply = await SendAsync(request, call, cancellationToken).ConfigureAwait(false);
        return new HoodyResponse<T>(reply.ReadData(type), reply.Info);
    }

    /// <summary>For endpoints whose success carries nothing to read.</summary>
    public async Task SendForNothingAsync(ApiRequest request, RequestOptions? call, CancellationToken cancellationToken)
    {
        using ApiReply reply = await SendAsync(request, call, cancellationToken).ConfigureAwait(false);
        reply.ExpectNoData();
    }

    public static byte[] Write<T>(T? body, JsonTypeInfo<T> type) where T : class =>
        body is null ? EmptyObject : JsonSerializer.SerializeToUtf8Bytes(body, type);
}
