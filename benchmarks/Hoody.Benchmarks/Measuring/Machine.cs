using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Benchmarks.Measuring;

/// <summary>What a figure depends on besides the code.</summary>
internal sealed record Machine(string Name, string Description)
{
    /// <param name="name">What result files are named after, or null for the processor's name.</param>
    public static Machine Describe(string? name)
    {
        string processor = Processor();
        return new Machine(
            name ?? FileName($"{processor} {Environment.ProcessorCount} cores"),
            $"""
            {processor}, {Environment.ProcessorCount} cores, {MemoryGigabytes()} GB of memory · {RuntimeInformation.OSDescription} ·
            {RuntimeInformation.FrameworkDescription} {RuntimeInformation.RuntimeIdentifier} · {Vectors()} · commit {Commit()}
            """);
    }

    /// <summary>Which vector widths the runtime uses in this process.</summary>
    public static string Vectors()
    {
        List<string> widths = [];
        AddIf(widths, Vector128.IsHardwareAccelerated, "128");
        AddIf(widths, Vector256.IsHardwareAccelerated, "256");
        AddIf(widths, Vector512.IsHardwareAccelerated, "512");
        string rotates = Avx512F.VL.IsSupported ? ", AVX-512VL" : "";
        return widths.Count == 0 ? "no vectors" : $"vectors of {string.Join("/", widths)} bits{rotates}";
    }

    private static void AddIf(List<string> widths, bool isUsed, string width)
    {
        if (isUsed)
        {
            widths.Add(width);
        }
    }

    private static string Processor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        if (!File.Exists(CpuInfo))
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }

        string[] lines = File.ReadAllLines(CpuInfo);
        string Field(string name) => lines.FirstOrDefault(line => line.Split('\t', ':')[0].Trim() == name)?.Split(':', 2)[1].Trim() ?? "?";
        return $"{Field("model name")} (family {Field("cpu family")}, model {Field("model")})";
    }

    private static string MemoryGigabytes() =>
        (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9).ToString("F0", CultureInfo.InvariantCulture);

    private static string Commit()
    {
        string? version = typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return version?.Split('+') is [_, { Length: >= 10 } revision] ? revision[..10] : "unknown";
    }

    private static string FileName(string text) =>
        string.Join('-', new string([.. text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
