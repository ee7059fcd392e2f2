using System.Text.Json;
using System.Text.Json.Serialization;
using Hoody.ChunkStore;

namespace Hoody.LocalHost.Peers;

/// <summary>JSON as two hosts speak it.</summary>
internal static class PeerJson
{
    /// <summary>The longest body of a small call, either way: a configuration has as much as the API lets one have.</summary>
    public const int MaxBodyBytes = 5 << 20;

    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new BlobIdConverter() },
        MaxDepth = 8,
    };

    private sealed class BlobIdConverter : JsonConverter<BlobId>
    {
        public override BlobId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && BlobId.TryParse(reader.GetString(), out BlobId id) ? id : throw new JsonException("Not a blob's id.");

        public override void Write(Utf8JsonWriter writer, BlobId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
