namespace Hoody.Sdk.Tests;

/// <summary>Files written by hand from the service's contract, or by other programs; nothing here writes them.</summary>
internal static class GoldenFile
{
    public static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name));
}
