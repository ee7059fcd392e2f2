namespace Hoody.ChunkStore;

/// <summary>A pack that is damaged, or an object among the packs that is none.</summary>
/// <param name="Name">The object's name in the backend.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="IsQuarantined">
/// Whether a verification has set it aside: what could be read of it was copied to another pack, so only what is damaged is missing, until it is
/// stored again.
/// </param>
public sealed record DamagedPack(string Name, string Reason, bool IsQuarantined);
