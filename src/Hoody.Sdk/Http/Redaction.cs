using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hoody.Sdk;

/// <summary>
/// Takes the secrets of a request out of what came back for it: a service or proxy that echoes the request must not make an exception carry
/// them into a log.
/// </summary>
internal sealed class Redaction
{
    private const string Mark = "[redacted]";

    // Shorter ones are parts of ordinary words, and no secrets.
    private const int MinLength = 6;

    private readonly string[] _secrets;

    public Redaction(ApiRequest request, HoodyAccessToken token)
    {
        // Null where a caller's dictionary holds it all the same; what the service says to that must come through.
        // The longest first: one may be a part of another. Each also as it stands in a body, for a service that echoes that whole.
        _secrets =
        [
            .. request.Secrets.Where(secret => secret?.Length >= MinLength).Append(token.Value).OfType<string>()
                .SelectMany(secret => new[]
                {
                    secret,
                    JavaScriptEncoder.Default.Encode(secret),
                    JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
                })
                .Distinct().OrderByDescending(secret => secret.Length),
        ];
    }

    public string Apply(string text) =>
        _secrets.Aggregate(text, (rest, secret) => rest.Replace(secret, Mark, StringComparison.Ordinal));

    /// <summary>Gets a copy in which no text, name or number holds a secret; by values, since JSON has many ways to write one text.</summary>
    public JsonElement Apply(JsonElement element)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            Write(json, element);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private void Write(Utf8JsonWriter json, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (JsonProperty field in element.EnumerateObject())
                {
                    json.WritePropertyName(Apply(field.Name));
                    Write(json, field.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(Apply(element.GetString()!)); // a string is not null
                break;
            case JsonValueKind.Number when Apply(element.GetRawText()) is { } text && text != element.GetRawText():
                json.WriteStringValue(text);
                break;
            default:
                element.WriteTo(json);
                break;
        }
    }
}
