namespace Hoody.Sdk;

/// <summary>Which container was copied from which, as a forest: originals and orphans at the top, copies below their source.</summary>
public sealed class ContainerLineage
{
    private readonly Dictionary<ContainerId, LineageNode> _nodes;

    private ContainerLineage(Dictionary<ContainerId, LineageNode> nodes, IReadOnlyList<LineageNode> roots)
    {
        _nodes = nodes;
        Roots = roots;
    }

    /// <summary>Gets the containers that are no copies, and the copies whose source is not among the containers, in the order given.</summary>
    public IReadOnlyList<LineageNode> Roots { get; }

    /// <summary>Gets the copies that can no longer be synchronised: their source is gone, or not this account's to see.</summary>
    public IReadOnlyList<LineageNode> Orphans => field ??= [.. Roots.Where(node => node.IsOrphan)];

    /// <summary>Gets a container's place; null when it is not among the containers.</summary>
    public LineageNode? Find(ContainerId id) => _nodes.GetValueOrDefault(id);

    /// <summary>Builds the forest of a listing. Of containers listed twice, the first one counts.</summary>
    public static ContainerLineage Of(IEnumerable<Container> containers)
    {
        ArgumentNullException.ThrowIfNull(containers);
        Dictionary<ContainerId, LineageNode> nodes = [];
        Dictionary<ContainerId, List<LineageNode>> copies = [];
        foreach (Container container in containers)
        {
            List<LineageNode> own = [];
            if (nodes.TryAdd(container.Id, new LineageNode(container, own.AsReadOnly())))
            {
                copies.Add(container.Id, own);
            }
        }

        return new ContainerLineage(nodes, Link(nodes, copies));
    }

    private static List<LineageNode> Link(
        Dictionary<ContainerId, LineageNode> nodes, Dictionary<ContainerId, List<LineageNode>> copies)
    {
        List<LineageNode> roots = [];
        Dictionary<ContainerId, ContainerId> parents = [];
        foreach (LineageNode node in nodes.Values.ToArray())
        {
            ContainerId id = node.Container.Id;
            bool isBelow = node.Container.SourceContainerId is { } source && nodes.ContainsKey(source) && !LeadsTo(id, source, parents);
            if (isBelow)
            {
                parents.Add(id, node.Container.SourceContainerId!.Value); // isBelow: there is one
                copies[parents[id]].Add(node);
            }
            else
            {
                roots.Add(node with { IsOrphan = node.Container.SourceContainerId is not null });
                nodes[id] = roots[^1];
            }
        }

        return roots;
    }

    /// <summary>No service makes a circle of sources; one that sends one must not make us walk it for ever.</summary>
    private static bool LeadsTo(ContainerId id, ContainerId source, Dictionary<ContainerId, ContainerId> parents)
    {
        for (ContainerId? step = source; step is { } at; step = parents.TryGetValue(at, out ContainerId parent) ? parent : null)
        {
            if (at == id)
            {
                return true;
            }
        }

        return false;
    }
}
