using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>A changed directory that is being stored.</summary>
/// <param name="Directory">The directory.</param>
/// <param name="Name">Its name now.</param>
/// <param name="Path">Its path now.</param>
/// <param name="Names">What is still to be stored in it.</param>
/// <param name="Builder">Stores it.</param>
internal sealed record CommitFrame(OverlayNode Directory, EntryName Name, TreePath Path, NameReader Names, DirectoryBuilder Builder);
