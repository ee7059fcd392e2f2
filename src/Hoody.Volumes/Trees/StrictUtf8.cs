using System.Text;

namespace Hoody.Volumes.Trees;

/// <summary>UTF-8 that refuses what it cannot represent instead of replacing it: a replaced name is another name.</summary>
internal static class StrictUtf8
{
    private static readonly UTF8Encoding _encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The text holds half a surrogate pair.</exception>
    public static byte[] GetBytes(string text) => _encoding.GetBytes(text);

    public static bool TryGetString(ReadOnlySpan<byte> bytes, out string text)
    {
        bool isValid = System.Text.Unicode.Utf8.IsValid(bytes);
        text = isValid ? _encoding.GetString(bytes) : string.Empty;
        return isValid;
    }
}
