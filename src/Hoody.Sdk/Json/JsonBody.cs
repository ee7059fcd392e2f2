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

    public static void WriteTarget(this Utf8JsonWriter json, ProxyTarget? target)
    {
        json.WriteText("program", target?.Program);
        if (target?.Port is { } port)
        {
            json.WriteNumber("port", port);
        }

        if (target?.Index is { } index)
        {
            json.WriteNumber("index", index);
        }
    }

    public static void WriteMap(this Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach ((string name, string value) in values)
        {
            json.WriteString(name, value);
        }
    }
}
