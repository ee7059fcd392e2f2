namespace Hoody.ChunkStore;

/// <summary>The disk or the bucket failed.</summary>
public class BackendException : ChunkStoreException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">The operation, the object and the system's reason.</param>
    /// <param name="isTransient">Whether the same call may succeed when it is made again.</param>
    /// <param name="innerException">The error of the layer below, if there was one.</param>
    public BackendException(string message, bool isTransient = false, Exception? innerException = null)
        : base(message, innerException) => IsTransient = isTransient;

    /// <summary>Whether the same call may succeed when it is made again.</summary>
    public bool IsTransient { get; }

    /// <summary>Whether the system does not let this user make the call.</summary>
    internal bool IsDenied { get; init; }

    /// <summary>Whether the device failed, and for good: what it cannot read is as good as damaged. What may pass, or what only this user may not read, says nothing of the object.</summary>
    internal bool IsOfDevice => !IsTransient && !IsDenied;
}
