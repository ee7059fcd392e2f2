using System.Text.Json.Serialization;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Projects;

/// <summary>A project as the API shows it.</summary>
internal sealed record ProjectView(
    string Id,
    string UserId,
    string Alias,
    string Color,
    int? MaxContainers,
    bool IsDefault,
    IReadOnlyList<string> RealmIds,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Who else may see the project: present when asked for, and empty, since a local host has no shared projects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Permissions { get; init; }

    public static ProjectView From(ProjectRow project) => new(
        project.Id,
        project.AccountId,
        project.Alias,
        project.Color,
        project.MaxContainers,
        project.IsDefault,
        project.RealmIds,
        project.CreatedAt,
        project.UpdatedAt);
}
