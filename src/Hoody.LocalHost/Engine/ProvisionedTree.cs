namespace Hoody.LocalHost.Engine;

/// <summary>A directory as it was made from a snapshot, and what of the snapshot could not be represented.</summary>
internal sealed record ProvisionedTree(long Files, long LengthBytes, IReadOnlyList<string> Notices);
