using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>A transfer ended without a result. What arrived whole before counts as held when it is run again.</summary>
/// <remarks>No ref was made; but of several, those before one that somebody else moved at the last moment were, if <see cref="Error"/> is <see cref="TransferError.RefConflict"/>.</remarks>
public class TransferException : ChunkStoreException
{
    /// <summary>Creates the error.</summary>
    /// <param name="error">The cause.</param>
    /// <param name="message">What failed, and what to do.</param>
    /// <param name="innerException">The error of the layer below, if there was one.</param>
    public TransferException(TransferError error, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Error = error;
    }

    /// <summary>The cause.</summary>
    public TransferError Error { get; }

    /// <summary>Whether the other side ended it, and told the cause.</summary>
    public bool IsFromPeer { get; init; }

    /// <summary>Whether the same call may succeed later, unchanged.</summary>
    public bool IsTransient => Error is TransferError.ConnectionLost or TransferError.Idle or TransferError.Cancelled or TransferError.Storage;
}
