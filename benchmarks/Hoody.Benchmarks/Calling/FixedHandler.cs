using System.Net;
using System.Net.Http.Headers;

namespace Hoody.Benchmarks.Calling;

/// <summary>Answers without a network, each page of a listing with bytes made beforehand.</summary>
internal sealed class FixedHandler(Func<Uri, byte[]> find) : HttpMessageHandler
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ByteArrayContent content = new(find(request.RequestUri!)); // a client's requests have an address
        content.Headers.ContentType = Json;
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
    }
}
