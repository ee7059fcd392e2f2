using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Secrets;

/// <summary>Fails in ways that give back what was sent, as careless services and proxies do.</summary>
internal static class EchoingService
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The ways, by name. Each is given all that it could echo, one after the other: values as they are, and the whole body.</summary>
    public static IReadOnlyDictionary<string, Action<ScriptedHandler>> Ways { get; } = new Dictionary<string, Action<ScriptedHandler>>
    {
        ["in the message"] = s => s.Echo(400, sent => $$"""{"statusCode":400,"error":"Bad Request","message":{{Json(sent)}}}"""),
        ["in the message, hardly escaped"] = s => s.Echo(403, sent => $$"""{"message":{{JsonSerializer.Serialize(sent, Relaxed)}}}"""),
        ["in the code"] = s => s.Echo(409, sent => $$"""{"error":{{Json(sent + "_X")}},"code":{{Json("A_" + sent)}},"message":"no"}"""),
        ["in the details"] = s => s.Echo(
            400, sent => $$"""{"message":"no","data":[{"instancePath":{{Json(sent)}},"message":{{Json(sent)}}},{ {{Json(sent)}}:{{Json(sent)}} }]}"""),
        ["in a page"] = s => s.Echo(502, sent => $"<html>{sent}</html>", "text/html"),
        ["in the page of a success"] = s => s.Echo(200, sent => $"<html>{sent}</html>", "text/html"),
        ["in a success that cannot be read"] = s => s.Echo(
            200, sent => $$"""{"statusCode":200,"data":{"id":{{Json(sent)}},"token":17,"environment_vars":{{Json(sent)}},"dns_servers":{{Json(sent)}},"success":17 } }"""),
        ["in the name of what cannot be read"] = s => s.Echo(
            200, sent => $$"""{"statusCode":200,"data":{"id":"a","token":17,"environment_vars":{ {{Json(sent)}}:[] },"dns_servers":17,"success":false,"message":{{Json(sent)}} } }"""),
        ["in a refusal of the token"] = s => s.Echo(401, sent => $$"""{"error":"INVALID_TOKEN","message":{{Json(sent)}}}"""),
        ["in the request's id"] = s => s.Then(async (request, token) =>
        {
            HttpResponseMessage response = ScriptedHandler.Response(HttpStatusCode.Conflict, "{}");
            response.Headers.TryAddWithoutValidation("X-Request-Id", await SentAsync(request, token));
            return response;
        }),
        ["not at all, with the connection lost"] = s => s.Fail(new HttpRequestException(HttpRequestError.ResponseEnded)),
        ["not at all, with no reply"] = s => s.Hang(),
    };

    private static void Echo(this ScriptedHandler service, int status, Func<string, string> body, string mediaType = "application/json") =>
        service.Then(async (request, token) =>
            ScriptedHandler.Response((HttpStatusCode)status, body(await SentAsync(request, token)), mediaType));

    private static async Task<string> SentAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        IEnumerable<string> values = body.Length == 0 ? [] : Texts(JsonElement.Parse(body));
        return string.Join(" | ", values.Prepend($"{request.Headers.Authorization?.Parameter}").Append(body));
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!], // a string is not null
        JsonValueKind.Object => element.EnumerateObject().SelectMany(field => Texts(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        _ => [],
    };

    private static string Json(string text) => JsonSerializer.Serialize(text);
}
