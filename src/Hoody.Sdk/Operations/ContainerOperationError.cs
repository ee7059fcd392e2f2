namespace Hoody.Sdk;

/// <summary>Why an operation failed, in <see cref="ContainerOperationDetail"/>.</summary>
public sealed record ContainerOperationError : HoodyModel
{
    /// <summary>Gets the cause's name, such as <c>peer-lost</c>; the local host's readme lists them.</summary>
    public string? Code { get; init; }

    /// <summary>Gets what happened, for people to read.</summary>
    public string? Message { get; init; }
}
