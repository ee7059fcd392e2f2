namespace Hoody.ChunkStore;

/// <summary>Stored bytes fail a hash, a bound or a format check. Nothing of them was returned.</summary>
public sealed class CorruptDataException : ChunkStoreException
{
    /// <summary>Creates the error.</summary>
    /// <param name="what">The damaged thing and where it is: <c>pack 'packs/ab/…'</c>.</param>
    /// <param name="detail">What was expected and what was found.</param>
    /// <param name="innerException">The error that revealed the damage, if there was one.</param>
    public CorruptDataException(string what, string detail, Exception? innerException = null)
        : base($"{what} is damaged: {detail}.", innerException)
    {
        What = what;
        Detail = detail;
    }

    /// <summary>The damaged thing and where it is.</summary>
    public string What { get; }

    /// <summary>What was expected and what was found.</summary>
    public string Detail { get; }
}
