namespace Hoody.Sdk;

/// <summary>One request as data, so that every attempt can make a fresh message of it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query below the base address, starting with a slash.</param>
internal sealed record ApiRequest(HttpMethod Method, string Target)
{
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Headers of the caller's own content; null for our JSON.</summary>
    public IReadOnlyList<KeyValuePair<string, IEnumerable<string>>>? ContentHeaders { get; init; }

    /// <summary>Whether doing it twice is the same as doing it once (RFC 9110 section 9.2.2).</summary>
    public bool IsIdempotent =>
        Method == HttpMethod.Get || Method == HttpMethod.Put || Method == HttpMethod.Delete || Method == HttpMethod.Head;

    /// <summary>What messages may show: a query can hold what its owner keeps to himself.</summary>
    public string Path => Target.Split('?', 2)[0];

    public override string ToString() => $"{Method} {Path}";
}
