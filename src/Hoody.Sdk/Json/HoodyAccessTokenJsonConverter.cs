using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>Reads a token where the service shows one. Never writes any: a model that is kept or logged as JSON must not hold it.</summary>
internal sealed class HoodyAccessTokenJsonConverter : JsonConverter<HoodyAccessToken>
{
    public override HoodyAccessToken Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && HoodyCredential.IsToken(text)
            ? new HoodyAccessToken(text)
            : throw new JsonException("Expected the text of a token.");

    public override void Write(Utf8JsonWriter writer, HoodyAccessToken value, JsonSerializerOptions options) => writer.WriteNullValue();
}
