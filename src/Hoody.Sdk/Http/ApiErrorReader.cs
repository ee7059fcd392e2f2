using System.Text.Json;

namespace Hoody.Sdk;

/// <summary>Makes an exception of an error reply: <c>{statusCode, error, message, data?, code?}</c>, or whatever came instead.</summary>
internal static class ApiErrorReader
{
    private const int MaxBodyBytes = 256 * 1024;
    private const int MaxMessageLength = 1024;
    private const int MaxFieldsNamed = 5;

    public static HoodyApiException Read(ApiRequest request, ApiReply reply, HoodyAccessToken token)
    {
        Redaction redaction = new(request, token);
        string? requestId = reply.Info.RequestId is { } id ? Clean(redaction.Apply(id)) : null;
        (string? message, HoodyErrorCode? code, JsonElement? details) = ReadBody(reply, redaction);
        HoodyApiException error = ApiFailures.Create(
            request, reply.Info.StatusCode, code, Describe(request, (int)reply.Info.StatusCode, requestId, message, code));
        error.Complete(new ApiErrorFacts(
            requestId, request.Method.Method, request.Path, details, reply.RetryAfter, reply.Info.Attempts));
        return error;
    }

    /// <summary>Makes one short line of what the service says: it must not be able to write further lines into a log.</summary>
    public static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        string line = string.Concat(text.Take(MaxMessageLength).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return text.Length > MaxMessageLength ? line + "…" : line;
    }

    private static string Describe(ApiRequest request, int status, string? requestId, string? message, HoodyErrorCode? code)
    {
        string what = message ?? (status is >= 300 and <= 399
            ? "The service answered with a redirect, which is not followed because the token would travel along."
            : "The service gave no explanation.");
        string codeText = code is { } c ? $" {c}" : "";
        string idText = requestId is null ? "" : $", request id {requestId}";
        return $"{what} ({status}{codeText}, {request}{idText})";
    }

    private static (string? Message, HoodyErrorCode? Code, JsonElement? Details) ReadBody(ApiReply reply, Redaction redaction)
    {
        if (reply.Body.Length > MaxBodyBytes)
        {
            return default;
        }

        try
        {
            JsonElement body = redaction.Apply(JsonElement.Parse(reply.Body));
            return body.ValueKind == JsonValueKind.Object ? ReadEnvelope(body) : default;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The page of a proxy or balancer, or text that is half a character: the status says all there is to know.
            return default;
        }
    }

    private static (string? Message, HoodyErrorCode? Code, JsonElement? Details) ReadEnvelope(JsonElement envelope)
    {
        string? message = ReadText(envelope, "message");
        JsonElement? details = envelope.TryGetProperty("data", out JsonElement data) && data.ValueKind != JsonValueKind.Null
            ? data
            : null;
        HoodyErrorCode? code = ApiErrorCodes.Find(ReadText(envelope, "code"), ReadText(envelope, "error"), message);
        return (Clean(message + NameFields(details)), code, details);
    }

    /// <summary>Validation errors come as a list of field and reason; without them the message is just "Bad Request".</summary>
    private static string NameFields(JsonElement? details)
    {
        if (details is not { ValueKind: JsonValueKind.Array } list)
        {
            return "";
        }

        string[] fields =
        [
            .. list.EnumerateArray().Where(f => f.ValueKind == JsonValueKind.Object).Take(MaxFieldsNamed)
                .Select(f => $"{ReadText(f, "instancePath")} {ReadText(f, "message")}".Trim()).Where(f => f.Length > 0),
        ];
        return fields.Length == 0 ? "" : $": {string.Join("; ", fields)}";
    }

    private static string? ReadText(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
