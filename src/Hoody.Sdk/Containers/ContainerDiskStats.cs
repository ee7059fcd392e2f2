namespace Hoody.Sdk;

/// <summary>The disks in <see cref="ContainerStats"/>.</summary>
public sealed record ContainerDiskStats : HoodyModel
{
    /// <summary>Gets the disk that holds the container's file system.</summary>
    public ContainerDiskUsage? Root { get; init; }
}
