namespace Hoody.ChunkStore.Verification;

/// <summary>A ref that is damaged, or that needs a blob which is damaged or missing.</summary>
/// <param name="Name">The ref's name.</param>
/// <param name="Generation">Its newest generation.</param>
/// <param name="Blob">One blob that it needs and cannot have; null when the ref itself is damaged.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record DamagedRef(string Name, long Generation, BlobId? Blob, string Reason);
