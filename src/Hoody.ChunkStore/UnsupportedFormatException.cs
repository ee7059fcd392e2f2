namespace Hoody.ChunkStore;

/// <summary>Data in a format this version does not know, or no store at all. Nothing was written.</summary>
public sealed class UnsupportedFormatException : ChunkStoreException
{
    /// <summary>Creates the error.</summary>
    /// <param name="what">The thing that was read: <c>store disk '/srv/data'</c>.</param>
    /// <param name="found">The format found there.</param>
    /// <param name="supported">What this version reads.</param>
    public UnsupportedFormatException(string what, string found, string supported)
        : base($"{what} has {found}; this version reads {supported}.")
    {
        Found = found;
        Supported = supported;
    }

    /// <summary>The format found.</summary>
    public string Found { get; }

    /// <summary>What this version reads.</summary>
    public string Supported { get; }
}
