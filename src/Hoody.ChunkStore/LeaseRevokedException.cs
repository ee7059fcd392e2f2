namespace Hoody.ChunkStore;

/// <summary>A collector waited for this process, took it for dead and went on. What it was about to do must be done again from the start.</summary>
/// <remarks>
/// Nothing that a ref points to is lost. What was put since the pin was taken may be gone. A change of a ref that ends with this error may
/// have been made or not: read the ref.
/// </remarks>
public sealed class LeaseRevokedException : ChunkStoreException
{
    internal LeaseRevokedException(Guid lease)
        : base($"Lease {lease:N} was revoked by a collector, to which this process had seemed dead. Release every pin, and start the work over.")
    {
    }
}
