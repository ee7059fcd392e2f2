namespace Hoody.Sdk;

/// <summary>What the service takes as its <c>limit</c>.</summary>
internal static class PageSizes
{
    /// <summary>What the published tools ask for.</summary>
    public const int Default = 50;

    public const int Max = 100;

    public static int? Require(int? size, string name) => size is null or (>= 1 and <= Max)
        ? size
        : throw new ArgumentOutOfRangeException(name, size, $"A page has 1 to {Max} items.");
}
