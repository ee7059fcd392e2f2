namespace Hoody.Sdk;

/// <summary>One request as data, so that every attempt can make a fresh message of it.</summary>
/// <param name="Name">The call it belongs to, such as <c>Containers.Copy</c>, for telemetry.</param>
/// <param name="Method">The method.</param>
/// <param name="At">Path and query, complete.</param>
internal sealed record ApiRequest(string Name, HttpMethod Method, ApiTarget At)
{
    /// <summary>Path and query below the base address, starting with a slash.</summary>
    public string Target { get; } = At.ToString();

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Headers of the caller's own content; null for our JSON.</summary>
    public IReadOnlyList<KeyValuePair<string, IEnumerable<string>>>? ContentHeaders { get; init; }

    /// <summary>Where the token comes from; null for the client's own credential.</summary>
    public HoodyCredential? Credential { get; init; }

    /// <summary>What the body holds and no message may repeat, beside the token.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Whether it is one look of many at the same operation.</summary>
    public bool IsPoll { get; init; }

    /// <summary>Whether doing it twice is the same as doing it once (RFC 9110 section 9.2.2).</summary>
    public bool IsIdempotent =>
        Method == HttpMethod.Get || Method == HttpMethod.Put || Method == HttpMethod.Delete || Method == HttpMethod.Head;

    /// <summary>What messages may show: a query can hold what its owner keeps to himself.</summary>
    public string Path => Target.Split('?', 2)[0];

    public override string ToString() => $"{Method} {Path}";
}
