namespace Hoody.LocalHost.Jobs;

/// <summary>An operation cannot be done, for a reason that its record names.</summary>
internal sealed class WorkException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
