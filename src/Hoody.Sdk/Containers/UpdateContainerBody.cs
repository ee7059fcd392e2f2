namespace Hoody.Sdk;

/// <summary>Writes the body of an update.</summary>
internal static class UpdateContainerBody
{
    public static byte[] Write(UpdateContainerRequest changes) => JsonBody.Write(json =>
    {
        json.WriteText("name", changes.Name);
        json.WriteText("color", changes.Color);
        json.WriteText("comment", changes.Comment);
        json.WriteText("ssh_public_key", changes.RemoveSshPublicKey ? "" : changes.SshPublicKey?.ToString());
        json.WriteFlag("ai", changes.Ai);
        json.WriteFlag("autostart", changes.Autostart);
        json.WriteFlag("ramdisk", changes.Ramdisk);
        json.WriteText("ramdisk_scope", changes.RamdiskScope);
        if (changes.EnvironmentVariables is { } variables)
        {
            json.WriteStartObject("environment_vars");
            json.WriteMap(variables);
            json.WriteEndObject();
        }

        json.WriteTexts("realm_ids", changes.RealmIds);
    });
}
