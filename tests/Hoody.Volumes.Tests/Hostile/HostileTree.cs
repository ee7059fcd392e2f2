using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>A tree that no import makes.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Fate">What has to become of it.</param>
/// <param name="PutAsync">Writes its blobs into a store, and gives its root.</param>
internal sealed record HostileTree(string Name, HostileFate Fate, Func<Forge, Task<TreeEntry>> PutAsync);
