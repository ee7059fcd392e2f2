using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Hoody.Hashing.Blake3;

namespace Hoody.Hashing;

/// <summary>Computes BLAKE3 hashes, in one call or over input that arrives in pieces.</summary>
/// <remarks>
/// An instance belongs to one thread at a time; the static methods are safe from any thread. Over spans, on one thread, nothing is
/// allocated after construction. Finishing ends nothing: more may be appended, and finished again. Disposing wipes the key and the state;
/// without a key it may be left out.
/// Specification: "BLAKE3: one function, fast everywhere", https://github.com/BLAKE3-team/BLAKE3-specs.
/// </remarks>
public sealed partial class Blake3Hasher : IDisposable
{
    /// <summary>The length of a key: 32 bytes.</summary>
    public const int KeyLengthBytes = Blake3Mode.KeyLengthBytes;

    // Contexts of 169 characters and less are converted without an allocation.
    private const int StackContextLength = 512;

    private Blake3Tree _tree;
    private bool _isDisposed;

    /// <summary>Begins a plain hash.</summary>
    public Blake3Hasher()
        : this(Blake3Mode.Hash)
    {
    }

    private Blake3Hasher(in Blake3Mode mode) => _tree = new Blake3Tree(mode);

    /// <summary>The digest of <paramref name="input"/>, as <c>b3sum</c> computes it.</summary>
    public static Blake3Digest Hash(ReadOnlySpan<byte> input) => HashOnce(Blake3Mode.Hash, input);

    /// <summary>The keyed digest of <paramref name="input"/>: a message authentication code.</summary>
    /// <exception cref="ArgumentException"><paramref name="key"/> is not exactly 32 bytes long.</exception>
    public static Blake3Digest HashKeyed(ReadOnlySpan<byte> key, ReadOnlySpan<byte> input) => HashOnce(KeyedMode(key), input);

    /// <summary>A 32-byte key for the purpose that <paramref name="context"/> names, derived from <paramref name="material"/>.</summary>
    /// <param name="context">A constant of the program, unique to the purpose: "application, date, purpose". Never user input.</param>
    /// <param name="material">The secret, or the bytes to hash apart from every other context.</param>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="context"/> holds half of a surrogate pair, which no UTF-8 stands for.</exception>
    public static Blake3Digest DeriveKey(string context, ReadOnlySpan<byte> material) => HashOnce(DeriveKeyMode(context), material);

    /// <summary>Begins a keyed hash; the key is copied.</summary>
    /// <exception cref="ArgumentException"><paramref name="key"/> is not exactly 32 bytes long.</exception>
    public static Blake3Hasher CreateKeyed(ReadOnlySpan<byte> key) => new(KeyedMode(key));

    /// <summary>Begins the derivation of a key for the purpose that <paramref name="context"/> names.</summary>
    /// <inheritdoc cref="DeriveKey(string, ReadOnlySpan{byte})" path="/param[@name='context']|/exception"/>
    public static Blake3Hasher CreateDeriveKey(string context) => new(DeriveKeyMode(context));

    /// <summary>Adds bytes to the input. The digest does not depend on how the input is split.</summary>
    /// <exception cref="ObjectDisposedException">The hasher is disposed.</exception>
    public void Append(ReadOnlySpan<byte> input)
    {
        ThrowIfDisposed();
        _tree.Append(input);
    }

    /// <summary>The digest of all that was appended. The hasher is unchanged: more may be appended.</summary>
    /// <exception cref="ObjectDisposedException">The hasher is disposed.</exception>
    public Blake3Digest Finish()
    {
        ThrowIfDisposed();
        return Digest(_tree);
    }

    /// <summary>Fills <paramref name="output"/> with the extendable output, from byte <paramref name="offset"/> of it on.</summary>
    /// <remarks>The first 32 bytes are the digest. The hasher is unchanged: more may be appended.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The range ends beyond 2⁶⁴ − 1 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The hasher is disposed.</exception>
    public void Finish(Span<byte> output, ulong offset = 0)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, ulong.MaxValue - (ulong)output.Length);
        _tree.Root().WriteOutput(offset, output);
    }

    /// <summary>Forgets the input; the mode and the key stay.</summary>
    /// <exception cref="ObjectDisposedException">The hasher is disposed.</exception>
    public void Reset()
    {
        ThrowIfDisposed();
        _tree.Reset();
    }

    /// <summary>Overwrites the key and the state with zeros. Every other member then throws; disposing again does nothing.</summary>
    public void Dispose()
    {
        _tree.Wipe();
        _isDisposed = true;
    }

    internal static Blake3Digest HashOnce(in Blake3Mode mode, ReadOnlySpan<byte> input)
    {
        if (input.Length <= Blake3Core.LeafLength)
        {
            return Digest(Blake3Core.LeafNode(input, mode, leafIndex: 0));
        }

        Blake3Tree tree = new(mode);
        tree.Append(input);
        return Digest(tree);
    }

    private static Blake3Digest Digest(in Blake3Tree tree) => Digest(tree.Root());

    private static Blake3Digest Digest(in Blake3Node root)
    {
        Span<byte> digest = stackalloc byte[Blake3Digest.LengthBytes];
        root.WriteOutput(0, digest);
        return new Blake3Digest(digest);
    }

    private static Blake3Mode KeyedMode(ReadOnlySpan<byte> key) =>
        key.Length == KeyLengthBytes
            ? Blake3Mode.Keyed(key)
            : throw new ArgumentException($"A BLAKE3 key is {KeyLengthBytes} bytes, not {key.Length}.", nameof(key));

    private static Blake3Mode DeriveKeyMode(string context)
    {
        ArgumentNullException.ThrowIfNull(context);
        int maxLength = Encoding.UTF8.GetMaxByteCount(context.Length);
        Span<byte> utf8 = maxLength <= StackContextLength ? stackalloc byte[StackContextLength] : new byte[maxLength];

        // Half of a surrogate pair is no character: replaced by another, it would make one key of two contexts.
        return Utf8.FromUtf16(context, utf8, out int index, out int length, replaceInvalidSequences: false) == OperationStatus.Done
            ? Blake3Mode.DeriveKey(utf8[..length])
            : throw new ArgumentException($"The context is no text: at index {index} it holds half of a surrogate pair.", nameof(context));
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
