namespace Hoody.Hashing;

/// <summary>A run of bytes in a buffer: where it starts, and how long it is. Neither is negative in a valid range.</summary>
/// <param name="Offset">From the start of the buffer.</param>
/// <param name="Length">May be 0.</param>
public readonly record struct ByteRange(int Offset, int Length);
