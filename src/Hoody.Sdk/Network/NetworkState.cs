namespace Hoody.Sdk;

/// <summary>Whether a container's proxied network works.</summary>
public sealed record NetworkState : HoodyModel
{
    /// <summary>Gets the container; null inside a <see cref="NetworkConfiguration"/>.</summary>
    public ContainerId? ContainerId { get; init; }

    /// <summary>Gets the service's word for it; null inside a <see cref="NetworkConfiguration"/>.</summary>
    public string? Status { get; init; }

    /// <summary>Gets whether it runs.</summary>
    public bool? IsRunning { get; init; }

    /// <summary>Gets when that was looked at.</summary>
    public DateTimeOffset? LastCheck { get; init; }
}
