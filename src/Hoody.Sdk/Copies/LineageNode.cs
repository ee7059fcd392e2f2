namespace Hoody.Sdk;

/// <summary>A container's place in its <see cref="ContainerLineage"/>.</summary>
/// <param name="Container">The container.</param>
/// <param name="Copies">The places of its direct copies.</param>
public sealed record LineageNode(Container Container, IReadOnlyList<LineageNode> Copies)
{
    /// <summary>Gets whether it is a copy whose source is gone, or not this account's to see: it cannot be synchronised any more.</summary>
    public bool IsOrphan { get; init; }

    /// <summary>Gets the copies, their copies, and so on; a container comes before its own copies.</summary>
    public IEnumerable<LineageNode> EnumerateDescendants() => Copies.SelectMany(copy => copy.EnumerateDescendants().Prepend(copy));
}
