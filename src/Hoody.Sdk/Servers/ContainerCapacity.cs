namespace Hoody.Sdk;

/// <summary>How many containers a machine has and may have: a copy to a full one is refused.</summary>
/// <param name="Used">The number it has.</param>
/// <param name="Max">The number it may have; null for no limit.</param>
public sealed record ContainerCapacity(int? Used, int? Max);
