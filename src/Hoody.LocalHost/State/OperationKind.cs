namespace Hoody.LocalHost.State;

/// <summary>What a durable operation does with its container; stored and sent in lower case.</summary>
internal enum OperationKind
{
    Create,
    Copy,
    Sync,
    Snapshot,
    Restore,
    Delete,
}
