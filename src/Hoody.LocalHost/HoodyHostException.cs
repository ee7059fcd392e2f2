namespace Hoody.LocalHost;

/// <summary>The host cannot start: the message names what stands in the way and what to do about it.</summary>
public sealed class HoodyHostException : Exception
{
    /// <summary>Makes the exception with a message for the operator.</summary>
    public HoodyHostException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a message for the operator and its cause.</summary>
    public HoodyHostException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
