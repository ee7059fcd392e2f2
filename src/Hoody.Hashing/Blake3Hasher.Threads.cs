using Hoody.Hashing.Blake3;

namespace Hoody.Hashing;

/// <content>Large inputs on several threads, only where the caller asks for it.</content>
public sealed partial class Blake3Hasher
{
    /// <summary>The digest of <paramref name="input"/>, computed by up to <paramref name="maxThreads"/> threads.</summary>
    /// <inheritdoc cref="Append(ReadOnlySpan{byte}, int)" path="/param|/remarks|/exception[@cref='ArgumentOutOfRangeException']"/>
    public static Blake3Digest Hash(ReadOnlySpan<byte> input, int maxThreads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxThreads);
        Blake3Tree tree = new(Blake3Mode.Hash);
        tree.Append(input, Math.Min(maxThreads, Environment.ProcessorCount));
        return Digest(tree);
    }

    /// <summary>Adds bytes to the input, hashing them with up to <paramref name="maxThreads"/> threads.</summary>
    /// <param name="input">The bytes; 512 KiB and more are divided, less is hashed by the calling thread alone.</param>
    /// <param name="maxThreads">
    /// At least 1, which is the calling thread: it always works too. The others are the thread pool's, never more than the machine has
    /// processors. <see cref="Environment.ProcessorCount"/> asks for all.
    /// </param>
    /// <remarks>
    /// The digest is the same whatever the number. Returns when all is hashed, and never waits for a thread of the pool to become free.
    /// Allocates one small object for the call; 64 bytes for every 256 KiB of input are rented from the shared pool.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxThreads"/> is less than 1.</exception>
    /// <exception cref="ObjectDisposedException">The hasher is disposed.</exception>
    public void Append(ReadOnlySpan<byte> input, int maxThreads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxThreads);
        ThrowIfDisposed();
        _tree.Append(input, Math.Min(maxThreads, Environment.ProcessorCount));
    }
}
