namespace Hoody.Sdk;

/// <summary>A copy, sync or other operation ended in failure. The service says no more than the container's status.</summary>
public sealed class ContainerOperationFailedException : HoodyException
{
    /// <summary>Makes one.</summary>
    public ContainerOperationFailedException(string message, OperationToken token = default, Container? container = null)
        : base(message)
    {
        Token = token;
        Container = container;
    }

    /// <summary>Gets the operation's token.</summary>
    public OperationToken Token { get; }

    /// <summary>Gets the container as last seen; null when it is gone.</summary>
    public Container? Container { get; }
}
