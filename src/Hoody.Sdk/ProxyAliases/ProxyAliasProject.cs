namespace Hoody.Sdk;

/// <summary>The project of a <see cref="ProxyAlias"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Alias">Its name.</param>
public sealed record ProxyAliasProject(ProjectId? Id, string? Alias);
