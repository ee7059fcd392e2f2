namespace Hoody.Volumes;

/// <summary>A path would lead out of the directory it must stay in; nothing was written through it.</summary>
public sealed class UnsafePathException : FileTreeException
{
    /// <inheritdoc cref="FileTreeException(string, string, Exception?)"/>
    public UnsafePathException(string path, string problem, Exception? innerException = null)
        : base(path, problem, innerException)
    {
    }
}
