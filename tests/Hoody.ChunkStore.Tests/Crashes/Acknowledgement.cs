using System.Globalization;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>A move of a ref that the store has acknowledged, as a line of text.</summary>
internal readonly record struct Acknowledgement(string Ref, long Generation, BlobId? Target)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"moved {Ref} {Generation} {Target}");

    internal static Acknowledgement? Parse(string? line) => line?.Split(' ') is ["moved", string name, string generation, string target]
        ? new(name, long.Parse(generation, CultureInfo.InvariantCulture), BlobId.TryParse(target, out BlobId id) ? id : null)
        : null;
}
