using System.Text.Json;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Engine;

/// <summary>What a snapshot record remembers of its container besides the files. Keys and tokens are not part of it.</summary>
internal sealed record ContainerConfiguration(
    string Name,
    string ContainerImage,
    bool Ai,
    bool HoodyKit,
    bool DevKit,
    bool Autostart,
    bool Ramdisk,
    string RamdiskScope,
    bool Cache,
    SortedDictionary<string, string> EnvironmentVariables)
{
    /// <summary>The configuration as JSON; equal settings give equal bytes.</summary>
    public static byte[] Encode(ContainerRow container) => JsonSerializer.SerializeToUtf8Bytes(
        new ContainerConfiguration(
            container.Name,
            container.ContainerImage,
            container.Ai,
            container.HoodyKit,
            container.DevKit,
            container.Autostart,
            container.Ramdisk,
            container.RamdiskScope,
            container.Cache,
            new SortedDictionary<string, string>(container.EnvironmentVariables, StringComparer.Ordinal)),
        JsonSerializerOptions.Default);
}
