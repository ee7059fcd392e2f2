namespace Hoody.Sdk;

/// <summary>What a new project is to be.</summary>
public sealed record CreateProjectRequest
{
    /// <summary>Gets the name, 1 to 100 characters, unique in the account.</summary>
    public required string Alias
    {
        get;
        init => field = RequireAlias(value);
    }

    /// <summary>Gets the colour, as <c>#RRGGBB</c>; null for one of the service's.</summary>
    public string? Color { get; init; }

    /// <summary>Gets how many containers it may have; null for no limit.</summary>
    public int? MaxContainers { get; init; }

    /// <summary>Gets the realms it is to belong to.</summary>
    public IReadOnlyList<string>? RealmIds { get; init; }

    internal static string RequireAlias(string value) => value is { Length: >= 1 and <= 100 }
        ? value
        : throw new ArgumentException("An alias has 1 to 100 characters.", nameof(value));
}
