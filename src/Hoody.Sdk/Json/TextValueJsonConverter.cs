using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>Reads and writes a value type that is one JSON string. Public only because source generators must reach it.</summary>
/// <typeparam name="T">The value type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TextValueJsonConverter<T> : JsonConverter<T> where T : struct, ISpanParsable<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return T.TryParse(text, null, out T value) ? value : throw new JsonException($"Expected the text of a {typeof(T).Name}.");
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The value is the default one, which names nothing.</exception>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);

        // Never null on the wire: null means "the default" in several requests, which is not what an unset value says.
        string? text = value.ToString();
        writer.WriteStringValue(
            string.IsNullOrEmpty(text) ? throw new InvalidOperationException($"A {typeof(T).Name} is not set.") : text);
    }
}
