namespace Hoody.Sdk;

/// <summary>A proxy alias after it was moved to another container.</summary>
/// <param name="Alias">The alias as it now is: with a new id, under the same name.</param>
/// <param name="Gap">How long the name led nowhere, at the most: from asking for the old alias's end to the service's word that the new one is there.</param>
public sealed record ProxyAliasMove(ProxyAlias Alias, TimeSpan Gap);
