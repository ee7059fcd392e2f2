using System.Globalization;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The names of the index's objects: <c>index/&lt;run&gt;</c>, the head of a run, and <c>index/&lt;run&gt;-&lt;n&gt;</c>, its parts.</summary>
internal static class IndexName
{
    internal const string Prefix = "index/";

    private const int RunLength = 32;
    private const int PartLength = 5;

    internal static string Head(Guid run) => $"{Prefix}{run:N}";

    internal static string Part(Guid run, int part) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{run:N}-{part:D5}");

    /// <summary>The run that an object belongs to, and the part it is: −1 for the head. False for a name that is neither.</summary>
    internal static bool TryParse(string name, out Guid run, out int part)
    {
        part = -1;
        run = default;
        ReadOnlySpan<char> rest = name.AsSpan(Prefix.Length);
        bool isRun = rest.Length >= RunLength && Guid.TryParseExact(rest[..RunLength], "N", out run);
        bool isPart = isRun && rest.Length == RunLength + 1 + PartLength
            && int.TryParse(rest[(RunLength + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out part);
        return isRun && (isPart || rest.Length == RunLength) && name == (isPart ? Part(run, part) : Head(run));
    }
}
