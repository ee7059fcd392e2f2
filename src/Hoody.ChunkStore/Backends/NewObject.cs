using System.Buffers;

namespace Hoody.ChunkStore.Backends;

/// <summary>An object to create.</summary>
internal readonly record struct NewObject(string Name, ReadOnlySequence<byte> Content);
