namespace Hoody.Volumes.Trees;

/// <summary>A node of a row that is split by content.</summary>
internal interface ISplitNode
{
    /// <summary>How far above the items it stands: 0 for a node that holds them, more for one that holds children.</summary>
    int Level { get; }

    /// <summary>Its items or children.</summary>
    int Count { get; }
}
