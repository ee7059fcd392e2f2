namespace Hoody.ChunkStore;

/// <summary>The base of the errors that the engine reports: damaged data, unknown formats, conflicts, failing disks.</summary>
public class ChunkStoreException : Exception
{
    /// <summary>Creates the error with a message that names the thing, the place and, where one exists, the next step.</summary>
    public ChunkStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public ChunkStoreException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
