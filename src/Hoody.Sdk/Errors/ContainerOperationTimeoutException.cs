namespace Hoody.Sdk;

/// <summary>
/// A wait reached its time limit. The service is still at work; <see cref="HoodyClient.ResumeOperation"/> goes on waiting.
/// </summary>
public sealed class ContainerOperationTimeoutException : HoodyException
{
    /// <summary>Makes one.</summary>
    public ContainerOperationTimeoutException(
        string message, OperationToken token = default, ContainerOperationProgress? lastProgress = null)
        : base(message)
    {
        Token = token;
        LastProgress = lastProgress;
    }

    /// <summary>Gets the operation's token, to wait on.</summary>
    public OperationToken Token { get; }

    /// <summary>Gets what the last look showed.</summary>
    public ContainerOperationProgress? LastProgress { get; }
}
