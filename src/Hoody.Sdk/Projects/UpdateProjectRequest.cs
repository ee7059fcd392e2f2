namespace Hoody.Sdk;

/// <summary>What a project is to be. The service wants the name each time; what else is null stays as it is.</summary>
public sealed record UpdateProjectRequest
{
    /// <summary>Gets the name, new or old, 1 to 100 characters, unique in the account.</summary>
    public required string Alias
    {
        get;
        init => field = CreateProjectRequest.RequireAlias(value);
    }

    /// <summary>Gets the new colour, as <c>#RRGGBB</c>.</summary>
    public string? Color { get; init; }

    /// <summary>Gets how many containers it may have.</summary>
    public int? MaxContainers { get; init; }

    /// <summary>Gets whether the limit on its containers is removed without a new one.</summary>
    public bool RemoveMaxContainers { get; init; }

    /// <summary>Gets the realms it is to belong to, all of them.</summary>
    public IReadOnlyList<string>? RealmIds { get; init; }

    internal byte[] ToBody() => JsonBody.Write(json =>
    {
        json.WriteText("alias", Alias);
        json.WriteText("color", Color);
        if (RemoveMaxContainers)
        {
            json.WriteNull("max_containers");
        }
        else
        {
            json.WriteCount("max_containers", MaxContainers);
        }

        json.WriteTexts("realm_ids", RealmIds);
    });
}
