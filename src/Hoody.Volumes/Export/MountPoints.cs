using System.Text;
using Hoody.Volumes.Native;

namespace Hoody.Volumes.Export;

/// <summary>Finds out what is mounted below a directory, as this process sees it.</summary>
internal static class MountPoints
{
    // A line for each mount; the fifth word is where it is, with white space and the backslash as three octal digits behind a backslash. See proc_pid_mountinfo(5).
    private const string Table = "/proc/self/mountinfo";
    private const int PlaceWord = 4;

    /// <summary>The first of them, for a message; null when there is none, or the system does not say.</summary>
    public static string? FindBelow(Descriptor directory)
    {
        if (directory.FindPath(out byte[] path) != Errno.None)
        {
            return null;
        }

        // Byte for byte: a path need not be UTF-8.
        string prefix = string.Concat(Encoding.Latin1.GetString(path).Select(Escape)) + '/';
        try
        {
            string? found = File.ReadLines(Table, Encoding.Latin1)
                .Select(line => line.Split(' ').ElementAtOrDefault(PlaceWord))
                .FirstOrDefault(place => place?.StartsWith(prefix, StringComparison.Ordinal) == true);
            return found is null ? null : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(found));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Escape(char character) => character is ' ' or '\t' or '\n' or '\\'
        ? "\\" + Convert.ToString(character, 8).PadLeft(3, '0')
        : character.ToString();
}
