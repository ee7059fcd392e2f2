using System.Buffers;
using System.Globalization;
using System.Text;
using Hoody.ChunkStore.Backends;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Sealing;

/// <summary>A small object of ASCII lines, <c>key value</c>, closed by the hash of all before it.</summary>
/// <remarks>
/// <code>
/// hoody-store 1              title and version
/// id 0f1e…                   the fields, in this order
/// checksum 5a3c…             BLAKE3 of the bytes above, 64 hexadecimal digits
/// </code>
/// One text for one content: fields, order, spaces and the final line feed are all fixed. Specification: FORMAT.md, "Sealed text".
/// </remarks>
internal sealed class SealedText(string title, int version, params string[] keys)
{
    internal const int MaxLengthBytes = 4096;

    private const string ChecksumKey = "checksum";

    private static readonly SearchValues<byte> s_letters =
        SearchValues.Create([(byte)'\n', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(letter => (byte)letter)]);

    internal byte[] Encode(params string[] values)
    {
        StringBuilder text = new();
        AppendLine(text, title, version.ToString(CultureInfo.InvariantCulture));
        foreach ((string key, string value) in keys.Zip(values))
        {
            AppendLine(text, key, value);
        }

        AppendLine(text, ChecksumKey, Blake3Hasher.Hash(Encoding.ASCII.GetBytes(text.ToString())).ToString());
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The values of the fields, in order.</summary>
    /// <exception cref="CorruptDataException">The text is not this one, or is damaged.</exception>
    /// <exception cref="UnsupportedFormatException">The version is another one; nothing after it was looked at.</exception>
    internal string[] Decode(ReadOnlySpan<byte> bytes, string what)
    {
        if (bytes.Length > MaxLengthBytes)
        {
            throw new CorruptDataException(what, $"it is longer than {MaxLengthBytes} bytes");
        }

        string text = Encoding.ASCII.GetString(bytes);
        string[] lines = text.Split('\n');
        string foundVersion = Value(lines, 0, title, what);
        if (foundVersion.Length == 0 || foundVersion.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            throw new CorruptDataException(what, "the version is not a number");
        }

        if (foundVersion != version.ToString(CultureInfo.InvariantCulture))
        {
            throw new UnsupportedFormatException(what, $"version '{foundVersion}'", $"version {version}");
        }

        // Values come into messages, and messages to terminals and logs.
        if (bytes.ContainsAnyExcept(s_letters))
        {
            throw new CorruptDataException(what, $"byte {bytes.IndexOfAnyExcept(s_letters)} is not one of a line of printable ASCII");
        }

        string[] values = [.. keys.Select((key, index) => Value(lines, index + 1, key, what))];

        // The text again from its values: whatever differs, be it a byte, a space or a line more, is damage.
        return bytes.SequenceEqual(Encode(values))
            ? values
            : throw new CorruptDataException(what, "the checksum does not match the text");
    }

    internal async ValueTask<string[]> ReadAsync(
        IStorageBackend backend, string name, string what, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxLengthBytes + 1);
        try
        {
            Memory<byte> destination = buffer.AsMemory(0, MaxLengthBytes + 1);
            int length = await backend.ReadAsync(name, 0, destination, cancellationToken).ConfigureAwait(false);
            return Decode(buffer.AsSpan(0, length), what);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void AppendLine(StringBuilder text, string key, string value) => text.Append(key).Append(' ').Append(value).Append('\n');

    private static string Value(string[] lines, int index, string key, string what) =>
        index < lines.Length - 1 && lines[index].StartsWith(key + " ", StringComparison.Ordinal)
            ? lines[index][(key.Length + 1)..]
            : throw new CorruptDataException(what, $"line {index + 1} is not '{key} …'");
}
