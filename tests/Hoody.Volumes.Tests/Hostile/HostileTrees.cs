namespace Hoody.Volumes.Tests.Hostile;

/// <summary>All of them.</summary>
internal static class HostileTrees
{
    /// <summary>Those that claim to be large, or are.</summary>
    public static IReadOnlyList<HostileTree> Large { get; } = [.. LyingDirectories.All, .. LyingFiles.All, .. Bombs.All];

    public static IReadOnlyList<HostileTree> All { get; } =
        [.. UnsafeNames.All, .. DisorderedNodes.All, .. WrongKinds.All, .. LyingLinks.All, .. StrangeMetadata.All, .. Large];
}
