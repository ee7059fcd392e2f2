using Hoody.Hashing.Blake3;

namespace Hoody.Hashing;

/// <content>Many inputs at once, side by side in the lanes of the vectors.</content>
public sealed partial class Blake3Hasher
{
    /// <summary>
    /// Computes the digest of every input, each as <see cref="Hash(ReadOnlySpan{byte})"/> would; several times as fast when they are short.
    /// </summary>
    /// <param name="buffer">Holds all the inputs; they may overlap, and stand in any order.</param>
    /// <param name="inputs">Where in <paramref name="buffer"/> each input lies.</param>
    /// <param name="digests">Receives the result of input i at place i; what is beyond the last input stays as it is.</param>
    /// <remarks>
    /// Thread-safe. Nothing is allocated; about 32 KiB of stack are used. A batch of 256 KiB or more in all is as fast as it gets.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">An input lies outside the buffer, or is of negative length.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="digests"/> is too short, or overlaps <paramref name="buffer"/> or <paramref name="inputs"/>.
    /// </exception>
    public static void HashMany(ReadOnlySpan<byte> buffer, ReadOnlySpan<ByteRange> inputs, Span<Blake3Digest> digests)
    {
        CheckMany(buffer, inputs, digests);
        Blake3Batch.HashMany(Blake3Mode.Hash, buffer, inputs, digests);
    }

    /// <summary>Computes the keyed digest of every input, each as <see cref="HashKeyed"/> would.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="buffer">Holds all the inputs; they may overlap, and stand in any order.</param>
    /// <param name="inputs">Where in <paramref name="buffer"/> each input lies.</param>
    /// <param name="digests">Receives the result of input i at place i; what is beyond the last input stays as it is.</param>
    /// <inheritdoc cref="HashMany" path="/remarks"/>
    /// <exception cref="ArgumentOutOfRangeException">An input lies outside the buffer, or is of negative length.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="key"/> is not exactly 32 bytes long; <paramref name="digests"/> is too short, or overlaps an argument that is read.
    /// </exception>
    public static void HashManyKeyed(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> buffer, ReadOnlySpan<ByteRange> inputs, Span<Blake3Digest> digests)
    {
        Blake3Mode mode = KeyedMode(key);
        CheckMany(buffer, inputs, digests);
        if (Overlap.Exists<Blake3Digest, byte>(digests[..inputs.Length], key))
        {
            throw new ArgumentException("The digests would be written over the key.", nameof(digests));
        }

        Blake3Batch.HashMany(mode, buffer, inputs, digests);
    }

    /// <summary>Derives a key from every input, each as <see cref="DeriveKey(string, ReadOnlySpan{byte})"/> would.</summary>
    /// <param name="context">A constant of the program, unique to the purpose: "application, date, purpose". Never user input.</param>
    /// <param name="buffer">Holds all the inputs; they may overlap, and stand in any order.</param>
    /// <param name="inputs">Where in <paramref name="buffer"/> each input lies.</param>
    /// <param name="digests">Receives the result of input i at place i; what is beyond the last input stays as it is.</param>
    /// <inheritdoc cref="HashMany" path="/remarks|/exception"/>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="context"/> holds half of a surrogate pair.</exception>
    public static void DeriveKeyMany(string context, ReadOnlySpan<byte> buffer, ReadOnlySpan<ByteRange> inputs, Span<Blake3Digest> digests)
    {
        Blake3Mode mode = DeriveKeyMode(context);
        CheckMany(buffer, inputs, digests);
        Blake3Batch.HashMany(mode, buffer, inputs, digests);
    }

    private static void CheckMany(ReadOnlySpan<byte> buffer, ReadOnlySpan<ByteRange> inputs, Span<Blake3Digest> digests)
    {
        if (digests.Length < inputs.Length)
        {
            throw new ArgumentException($"There is room for {digests.Length} digests, but {inputs.Length} inputs.", nameof(digests));
        }

        Span<Blake3Digest> output = digests[..inputs.Length];
        if (Overlap.Exists<Blake3Digest, byte>(output, buffer) || Overlap.Exists<Blake3Digest, ByteRange>(output, inputs))
        {
            throw new ArgumentException("The digests would be written over the bytes to hash, or over the list of inputs.", nameof(digests));
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            (int offset, int length) = inputs[i];
            if (offset < 0 || length < 0 || offset > buffer.Length - length)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(inputs), $"Input {i} (offset {offset}, length {length}) does not lie in the buffer of {buffer.Length} bytes.");
            }
        }
    }
}
