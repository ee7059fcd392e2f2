namespace Hoody.Sdk;

/// <summary>What the service warns of when it shows a container.</summary>
public sealed record ContainerWarning : HoodyModel
{
    /// <summary>Gets the kind, in the service's word.</summary>
    public string? Type { get; init; }

    /// <summary>Gets the explanation.</summary>
    public string? Message { get; init; }

    /// <summary>Gets when that which the warning is about ended.</summary>
    public DateTimeOffset? ExpiredAt { get; init; }
}
