using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Hoody.EndToEnd.Tests.Repository;

public sealed partial class LayeringTests
{
    public static TheoryData<string> ProjectNames => [.. Layers.Projects.Keys];

    [Fact]
    public void Every_project_in_src_is_drawn() =>
        Assert.Equal(
            Layers.Projects.Keys.Order(StringComparer.Ordinal),
            Directory.EnumerateDirectories(Checkout.PathOf("src")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void A_project_references_exactly_what_the_design_draws(string project)
    {
        XDocument file = XDocument.Load(Checkout.PathOf("src", project, $"{project}.csproj"));
        IEnumerable<string> references = file.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

        Assert.Equal(Layers.Projects[project].Order(StringComparer.Ordinal), references.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void A_using_line_names_no_project_above(string project)
    {
        IReadOnlySet<string> reachable = Layers.Reachable(project);

        Assert.Empty(
            from file in Checkout.CSharpFiles($"src/{project}")
            from name in UsedNamespaces(file)
            where !reachable.Contains(string.Join('.', name.Split('.').Take(2)))
            select $"{file} uses {name}");
    }

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void A_using_line_names_no_folder_above(string project)
    {
        Assert.Empty(
            from file in Checkout.CSharpFiles($"src/{project}")
            let level = Level(project, file)
            from name in UsedNamespaces(file)
            where name.StartsWith($"{project}.", StringComparison.Ordinal) && FolderLevel(project, name.Split('.')[2]) > level
            select $"{file} uses {name}");
    }

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Every_folder_is_drawn(string project) =>
        Assert.Empty(
            Checkout.CSharpFiles($"src/{project}")
                .Select(FolderOf)
                .Where(folder => folder.Length > 0 && FolderLevel(project, folder) < 0)
                .Distinct());

    [Fact]
    public void Unsafe_code_and_intrinsics_live_in_hashing_alone() =>
        Assert.Empty(
            from file in Checkout.CSharpFiles("src")
            where !file.StartsWith("src/Hoody.Hashing/", StringComparison.Ordinal)
            from line in CodeLines(file)
            where UnsafeCode().IsMatch(line)
            select $"{file}: {line.Trim()}");

    [Fact]
    public void Calls_into_the_operating_system_live_in_native_folders_alone() =>
        Assert.Empty(
            from file in Checkout.CSharpFiles("src")
            where !file.Contains("/Native/", StringComparison.Ordinal)
            from line in CodeLines(file)
            where NativeCall().IsMatch(line)
            select $"{file}: {line.Trim()}");

    [Theory]
    [InlineData("unsafe { }")]
    [InlineData("using System.Runtime.Intrinsics.X86;")]
    [InlineData("ref byte first = ref Unsafe.AsRef<byte>(null);")]
    public void The_pattern_for_unsafe_code_finds_it(string line) => Assert.Matches(UnsafeCode(), line);

    private static IEnumerable<string> UsedNamespaces(string file) =>
        CodeLines(file).Select(line => UsingLine().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> CodeLines(string file) =>
        File.ReadLines(Checkout.PathOf(file)).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));

    private static string FolderOf(string file) => file.Split('/') is [_, _, var folder, _, ..] ? folder : "";

    private static int Level(string project, string file) =>
        FolderOf(file) is { Length: > 0 } folder ? FolderLevel(project, folder) : int.MaxValue;

    private static int FolderLevel(string project, string folder) => Array.FindIndex(Layers.Folders[project], level => level.Contains(folder));

    [GeneratedRegex(@"^\s*(?:global )?using (?:static )?(?:\w+ = )?(Hoody(?:\.\w+)+)")]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"\bunsafe\b|System\.Runtime\.Intrinsics|\bUnsafe\.|\bfixed \(|MemoryMarshal\.(GetReference|GetArrayDataReference|CreateSpan|CreateReadOnlySpan)")]
    private static partial Regex UnsafeCode();

    [GeneratedRegex(@"\b(DllImport|LibraryImport)\b")]
    private static partial Regex NativeCall();
}
