namespace Hoody.Volumes.Tests.Hostile;

/// <summary>What has to become of a hostile tree.</summary>
public enum HostileFate
{
    /// <summary>It is not well formed: nothing that reads it accepts it, a collection least of all, as that would delete.</summary>
    Undecodable,

    /// <summary>Each of its blobs is well formed, and together they lie: the export refuses it. Who reads a part may not see the lie.</summary>
    Refused,

    /// <summary>It is true, and larger than the place where it is exported to.</summary>
    TooLarge,

    /// <summary>It can be made, below the target and nowhere else: so that nothing differs from it, or what does is reported.</summary>
    Made,

    /// <summary>The same, but for what it says of its own bytes: they decide.</summary>
    Corrected,
}
