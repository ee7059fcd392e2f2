using System.Globalization;

namespace Hoody.Hashing.Tests.Chunking;

/// <summary>The cuts of released profiles. A file here is never rewritten: other cuts are another profile, with another name.</summary>
public class GoldenCutTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "Cuts");

    public static TheoryData<string> Files => [.. FileNames];

    private static IEnumerable<string> FileNames =>
        Directory.EnumerateFiles(Folder, "*.txt").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Files))]
    public void An_input_is_cut_where_earlier_versions_cut_it(string file)
    {
        // First line: profile, input, length in bytes. Then one chunk's length a line.
        string[] lines = File.ReadAllLines(Path.Combine(Folder, file));
        string[] header = lines[0].Split(' ');
        Assert.True(ChunkerProfile.TryGet(header[0], out ChunkerProfile? profile));
        byte[] input = SeededInput.Make(header[1], int.Parse(header[2], CultureInfo.InvariantCulture));

        Assert.Equal(lines[1..], Cuts.Of(profile, input).Select(length => length.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Every_window_profile_has_golden_cuts_of_every_kind_of_input() =>
        Assert.Equal(
            new[] { ChunkerProfile.Fine.Name, ChunkerProfile.General.Name }
                .SelectMany(profile => SeededInput.Kinds.Order(StringComparer.Ordinal).Select(kind => $"{profile}.{kind}.txt")),
            FileNames);
}
