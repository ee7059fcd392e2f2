namespace Hoody.Sdk;

/// <summary>The base of all failures of a call to the service. Wrong arguments are <see cref="ArgumentException"/>s instead.</summary>
public class HoodyException : Exception
{
    /// <summary>Makes one.</summary>
    public HoodyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
