namespace Hoody.Sdk;

/// <summary>The service reported success, and the body is not what this client can read. The request was carried out.</summary>
public class HoodySerializationException : HoodyException
{
    /// <summary>Makes one.</summary>
    public HoodySerializationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
