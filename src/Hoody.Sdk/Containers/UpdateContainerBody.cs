using System.Buffers;
using System.Text.Json;

namespace Hoody.Sdk;

/// <summary>Writes the body of an update, where an absent field and one that is null differ: "leave it" and "remove it".</summary>
internal static class UpdateContainerBody
{
    public static byte[] Write(UpdateContainerRequest changes)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        WriteText(json, "name", changes.Name);
        WriteText(json, "color", changes.Color);
        WriteText(json, "comment", changes.Comment);
        WriteText(json, "ssh_public_key", changes.RemoveSshPublicKey ? "" : changes.SshPublicKey?.ToString());
        if (changes.Autostart is { } autostart)
        {
            json.WriteBoolean("autostart", autostart);
        }

        WriteEnvironment(json, changes.EnvironmentVariables);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    // The service refuses empty text and takes null for "remove it".
    private static void WriteText(Utf8JsonWriter json, string name, string? value)
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

    private static void WriteEnvironment(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? variables)
    {
        if (variables is null)
        {
            return;
        }

        json.WriteStartObject("environment_vars");
        foreach ((string name, string value) in variables)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
