using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>Writes a key of a request as its line; replies keep the line itself, so that a key we refuse cannot spoil a listing.</summary>
internal sealed class SshPublicKeyJsonConverter : JsonConverter<SshPublicKey>
{
    public override SshPublicKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SshPublicKey.TryParse(reader.GetString(), out SshPublicKey? key)
            ? key
            : throw new JsonException("Expected the line of an SSH public key.");

    public override void Write(Utf8JsonWriter writer, SshPublicKey value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
