using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Hoody.Sdk;

/// <summary>The frame around every body of the API: <c>{statusCode, message, data}</c>.</summary>
internal static class ApiEnvelope
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>Gets the data; of an envelope without any, an undefined <see cref="JsonElement"/> for callers who ask for one.</summary>
    /// <exception cref="JsonException">Not an envelope, no data in it, or the data do not fit.</exception>
    public static T ReadData<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
    {
        Utf8JsonReader reader = Open(body);
        T? data = default;
        bool isThere = typeof(T) == typeof(JsonElement);
        while (NextProperty(ref reader))
        {
            // No service escapes this name; an escaped one may be half a character, and comparing that throws.
            bool isData = !reader.ValueIsEscaped && reader.ValueTextEquals("data"u8);
            reader.Read();
            if (isData)
            {
                isThere = true;
                data = JsonSerializer.Deserialize(ref reader, type);
            }
            else
            {
                reader.Skip();
            }
        }

        return isThere && data is not null ? data : throw new JsonException("There is no data in it.");
    }

    /// <exception cref="JsonException">Neither empty nor one JSON object.</exception>
    public static void Check(ReadOnlySpan<byte> body)
    {
        if (body.Trim(" \t\r\n"u8).IsEmpty)
        {
            return;
        }

        Utf8JsonReader reader = Open(body);
        while (NextProperty(ref reader))
        {
            reader.Skip();
        }
    }

    private static Utf8JsonReader Open(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader reader = new(body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject
            ? reader
            : throw new JsonException("It is not a JSON object.");
    }

    private static bool NextProperty(ref Utf8JsonReader reader)
    {
        if (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            return true;
        }

        // Reading on makes sure that nothing follows the object.
        reader.Read();
        return false;
    }
}
