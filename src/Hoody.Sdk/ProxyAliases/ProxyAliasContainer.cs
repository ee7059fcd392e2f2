namespace Hoody.Sdk;

/// <summary>The container of a <see cref="ProxyAlias"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record ProxyAliasContainer(ContainerId? Id, string? Name);
