using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hoody.LocalHost.Http;

/// <summary>
/// A request's JSON body, read field by field. Absent and null are alike unless <see cref="Has"/> is asked. Unknown fields are passed
/// over, as the service does; call <see cref="ThrowIfInvalid"/> once all fields have been read.
/// </summary>
internal sealed partial class BodyReader : FieldReader
{
    private const int MaxDepth = 16;
    private const long MaxUnixSeconds = 253402300799; // the end of the year 9999

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private readonly JsonElement _root;

    private BodyReader(JsonElement root) => _root = root;

    /// <summary>The names of all fields.</summary>
    public IEnumerable<string> Names => _root.EnumerateObject().Select(property => property.Name);

    /// <summary>Reads the body; an empty one counts as <c>{}</c>, since published clients send that with a JSON content type.</summary>
    public static async ValueTask<BodyReader> ReadAsync(HttpRequest request)
    {
        using MemoryStream bytes = new();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        if (bytes.Length == 0)
        {
            return new BodyReader(JsonDocument.Parse("{}").RootElement);
        }

        if (!request.HasJsonContentType() && request.ContentType is not null)
        {
            throw new ApiException(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be JSON");
        }

        try
        {
            ReadOnlyMemory<byte> json = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
            RequireText(json.Span);
            JsonElement root = JsonDocument.Parse(json, Strict).RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? new BodyReader(root)
                : throw ApiErrors.InvalidJson("The body must be a JSON object");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The parser's own message may quote the body, and a body may hold secrets.
            throw ApiErrors.InvalidJson("The body is not valid JSON");
        }
    }

    public bool Has(string name) => _root.TryGetProperty(name, out _);

    public bool IsNull(string name) => _root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Null;

    public string? Text(string name, int minLength, int maxLength, Regex? pattern = null) =>
        Check(name, Raw(name), minLength, maxLength, pattern);

    public string RequiredText(string name, int minLength, int maxLength, Regex? pattern = null) =>
        Require(name, Text(name, minLength, maxLength, pattern));

    public string? Id(string name) => CheckId(name, Raw(name));

    public string RequiredId(string name) => Require(name, Id(name));

    public bool? Flag(string name)
    {
        switch (Find(name)?.ValueKind)
        {
            case null:
                return null;
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                Fail(name, "must be boolean");
                return null;
        }
    }

    public bool RequiredFlag(string name)
    {
        bool? flag = Flag(name);
        if (flag is null)
        {
            Fail(name, "is required");
        }

        return flag ?? false;
    }

    public int? Integer(string name, int minimum, int maximum)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number))
        {
            return CheckRange(name, number, minimum, maximum);
        }

        Fail(name, "must be integer");
        return null;
    }

    /// <summary>A time: ISO 8601 text, or seconds of the Unix epoch.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long seconds) && seconds is >= 0 and <= MaxUnixSeconds)
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        if (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out DateTimeOffset time))
        {
            return time;
        }

        Fail(name, "must be an ISO 8601 time or Unix seconds");
        return null;
    }

    /// <summary>The field as it came; null when absent or null.</summary>
    public JsonElement? Value(string name) => Find(name);

    public string? Choice(string name, params ReadOnlySpan<string> choices)
    {
        string? text = Raw(name);
        if (text is not null && !choices.Contains(text))
        {
            Fail(name, $"must be one of: {string.Join(", ", choices!)}");
        }

        return text;
    }

    public string RequiredChoice(string name, params ReadOnlySpan<string> choices) => Require(name, Choice(name, choices));

    public void ThrowIfInvalid()
    {
        if (Problems.Count > 0)
        {
            throw ApiErrors.Validation(Problems);
        }
    }

    // The parser looks into texts and names only when they are asked for: bytes that are not UTF-8 and halves of surrogate pairs would
    // surface anywhere later, as an InvalidOperationException.
    private static void RequireText(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                reader.GetString();
            }
        }
    }

    private string Require(string name, string? text)
    {
        if (Find(name) is null)
        {
            Fail(name, "is required");
        }

        return text ?? "";
    }

    private string? Raw(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Fail(name, "must be string");
            return null;
        }

        return value.GetString();
    }

    private JsonElement? Find(string name) =>
        _root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
