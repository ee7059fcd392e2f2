namespace Hoody.ChunkStore;

/// <summary>An object that is damaged or foreign and is not a pack: a record of a ref, a lease or a collection, a part of the index, or a note.</summary>
/// <param name="Name">The object's name in the backend; of a part of the index, its head's.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record DamagedObject(string Name, string Reason);
