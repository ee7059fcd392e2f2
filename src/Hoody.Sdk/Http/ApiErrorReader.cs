using System.Text;
using System.Text.Json;

namespace Hoody.Sdk;

/// <summary>Makes an exception of an error reply: <c>{statusCode, error, message, data?, code?}</c>, or whatever came instead.</summary>
internal static class ApiErrorReader
{
    private const int MaxBodyBytes = 256 * 1024;
    private const int MaxMessageLength = 1024;
    private const int MaxFieldsNamed = 5;

    // Shorter ones are parts of ordinary words, and no secrets.
    private const int MinSecretLength = 6;

    public static HoodyApiException Read(ApiRequest request, ApiReply reply, HoodyAccessToken token)
    {
        (string? message, HoodyErrorCode? code, JsonElement? details) = ReadBody(request, reply, token);
        HoodyApiException error = ApiFailures.Create(request, reply.Info.StatusCode, code, Describe(request, reply, message, code));
        error.RequestId = reply.Info.RequestId;
        error.Method = request.Method.Method;
        error.Path = request.Path;
        error.Details = details;
        error.RetryAfter = reply.RetryAfter;
        error.Attempts = reply.Info.Attempts;
        return error;
    }

    private static string Describe(ApiRequest request, ApiReply reply, string? message, HoodyErrorCode? code)
    {
        int status = (int)reply.Info.StatusCode;
        string what = message ?? (status is >= 300 and <= 399
            ? "The service answered with a redirect, which is not followed because the token would travel along."
            : "The service gave no explanation.");
        string codeText = code is { } c ? $" {c}" : "";
        string idText = reply.Info.RequestId is { } id ? $", request id {Clean(id)}" : "";
        return $"{what} ({status}{codeText}, {request}{idText})";
    }

    private static (string? Message, HoodyErrorCode? Code, JsonElement? Details) ReadBody(
        ApiRequest request, ApiReply reply, HoodyAccessToken token)
    {
        if (reply.Body.Length > MaxBodyBytes)
        {
            return default;
        }

        // A service or proxy that echoes the request must not make an exception carry the token into a log.
        string text = Encoding.UTF8.GetString(reply.Body);
        foreach (string secret in request.Secrets.Where(s => s.Length >= MinSecretLength).Append(token.Value).OfType<string>())
        {
            text = text.Replace(secret, token.ToString(), StringComparison.Ordinal);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? ReadEnvelope(document.RootElement) : default;
        }
        catch (JsonException)
        {
            // The page of a proxy or balancer: the status says all there is to know.
            return default;
        }
    }

    private static (string? Message, HoodyErrorCode? Code, JsonElement? Details) ReadEnvelope(JsonElement envelope)
    {
        string? message = ReadText(envelope, "message");
        JsonElement? details = envelope.TryGetProperty("data", out JsonElement data) && data.ValueKind != JsonValueKind.Null
            ? data.Clone()
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

    private static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        // One line: a message of the service must not be able to write further lines into a log.
        string line = string.Concat(text.Take(MaxMessageLength).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return text.Length > MaxMessageLength ? line + "…" : line;
    }
}
