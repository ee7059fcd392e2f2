using Hoody.ChunkStore;

namespace Hoody.Volumes;

/// <summary>A file or directory could not be read, written or represented.</summary>
public class FileTreeException : ChunkStoreException
{
    /// <summary>Says what failed and where.</summary>
    /// <param name="path">The file or directory, as <see cref="Path"/> gives it.</param>
    /// <param name="problem">What is wrong and what to do, as the rest of the sentence that begins with the path.</param>
    /// <param name="innerException">The cause.</param>
    public FileTreeException(string path, string problem, Exception? innerException = null)
        : base($"{path}: {problem}", innerException)
    {
        Path = path;
    }

    /// <summary>The path, with control characters and bytes that are not UTF-8 as <c>\xNN</c>.</summary>
    public string Path { get; }

    /// <summary>The system's name for the error (<c>EACCES</c>), when a system call failed.</summary>
    public string? ErrorName { get; init; }

    /// <summary>Whether the disk or the quota is full: free some space and run the same call again.</summary>
    public bool IsDiskFull => ErrorName is "ENOSPC" or "EDQUOT";
}
