using System.Buffers;
using System.Text.Json;

namespace Hoody.Sdk;

/// <summary>Writes bodies where an absent field and one that is null differ: "leave it" and "remove it".</summary>
internal static class JsonBody
{
    public static byte[] Write(Action<Utf8JsonWriter> writeFields)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        writeFields(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes nothing for null, and null for empty text: the service refuses the latter and takes null for "remove it".</summary>
    public static void WriteText(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is { Length: 0 })
        {
            json.WriteNull(name);
        }
        else if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    public static void WriteFlag(this Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } flag)
        {
            json.WriteBoolean(name, flag);
        }
    }

    public static void WriteCount(this Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } count)
        {
            json.WriteNumber(name, count);
        }
    }

    /// <summary>Writes nothing for null, and a time as the service does: of UTC.</summary>
    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            json.WriteString(name, time.UtcDateTime);
        }
    }

    /// <summary>Writes null where the time is to be removed.</summary>
    public static void WriteEnd(this Utf8JsonWriter json, string name, DateTimeOffset? value, bool isRemoved)
    {
        if (isRemoved)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteTime(name, value);
        }
    }

    public static void WriteElement(this Utf8JsonWriter json, string name, JsonElement? value)
    {
        if (value is { } element)
        {
            json.WritePropertyName(name);
            element.WriteTo(json);
        }
    }

    public static void WriteTexts(this Utf8JsonWriter json, string name, IReadOnlyList<string>? values)
    {
        if (values is null)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    public static void WriteTarget(this Utf8JsonWriter json, ProxyTarget? target)
    {
        json.WriteText("program", target?.Program);
        json.WriteCount("port", target?.Port);
        json.WriteCount("index", target?.Index);
    }

    public static void WriteMap(this Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach ((string name, string value) in values)
        {
            json.WriteString(name, value);
        }
    }
}
