namespace Hoody.Sdk;

/// <summary>A group of containers.</summary>
public sealed record Project : HoodyModel
{
    /// <summary>Gets the id.</summary>
    public required ProjectId Id { get; init; }

    /// <summary>Gets its owner's id.</summary>
    public string? UserId { get; init; }

    /// <summary>Gets the name, unique in its account.</summary>
    public string? Alias { get; init; }

    /// <summary>Gets the colour that stands for it, as <c>#RRGGBB</c>.</summary>
    public string? Color { get; init; }

    /// <summary>Gets how many containers it may have; null for no limit.</summary>
    public int? MaxContainers { get; init; }

    /// <summary>Gets whether it is the account's default project.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Gets the realms it belongs to.</summary>
    public IReadOnlyList<string> RealmIds
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets when it was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when it last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
