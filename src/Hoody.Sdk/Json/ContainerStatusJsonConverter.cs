using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>Reads and writes a <see cref="ContainerStatus"/>. Public only because source generators must reach it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ContainerStatusJsonConverter : JsonConverter<ContainerStatus>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override ContainerStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.String => reader.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? new ContainerStatus(text) : default,
            _ => throw new JsonException("Expected the text of a container status."),
        };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ContainerStatus value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value == default)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStringValue(value.Value);
        }
    }
}
