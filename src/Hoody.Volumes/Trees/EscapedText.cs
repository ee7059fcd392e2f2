using System.Buffers;
using System.Globalization;
using System.Text;

namespace Hoody.Volumes.Trees;

/// <summary>Shows raw name bytes in messages, so that no name can forge a line of a log or hide behind another.</summary>
internal static class EscapedText
{
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            bool isText = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done && IsPlain(rune);
            AppendRune(text, bytes[..length], rune, isText);
            bytes = bytes[length..];
        }

        return text.ToString();
    }

    private static void AppendRune(StringBuilder text, ReadOnlySpan<byte> encoded, Rune rune, bool isText)
    {
        if (isText)
        {
            text.Append(rune.ToString());
            return;
        }

        foreach (byte value in encoded)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
        }
    }

    // The backslash is escaped as well, so that two different names never look alike.
    private static bool IsPlain(Rune rune) => rune.Value != '\\' && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
