namespace Hoody.ChunkStore;

/// <summary>The disk or the quota is full. What was stored before stays readable; free space and write again.</summary>
public sealed class StoreFullException : BackendException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">The operation, the object and the system's reason.</param>
    /// <param name="innerException">The error of the layer below, if there was one.</param>
    public StoreFullException(string message, Exception? innerException = null)
        : base(message, isTransient: false, innerException)
    {
    }
}
