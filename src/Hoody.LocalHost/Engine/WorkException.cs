namespace Hoody.LocalHost.Engine;

/// <summary>An operation cannot be done, for a reason that its record names.</summary>
internal sealed class WorkException(string code, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public string Code { get; } = code;
}
