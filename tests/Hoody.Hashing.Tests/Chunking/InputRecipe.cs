using FsCheck;
using FsCheck.Fluent;

namespace Hoody.Hashing.Tests.Chunking;

/// <summary>One stretch of an input: some bytes of one kind.</summary>
public sealed record Stretch(string Kind, int Skip, int Length);

/// <summary>An input made of stretches of very different kinds, ordinary and hostile; what a failing law prints.</summary>
public sealed record InputRecipe(IReadOnlyList<Stretch> Stretches)
{
    private const int BlockLength = 300_000;

    private static readonly Dictionary<string, byte[]> s_blocks = new()
    {
        ["random"] = SeededInput.Random(11, BlockLength),
        ["text"] = SeededInput.Make("text", BlockLength),
        ["zeros"] = new byte[BlockLength],
        ["ones"] = SeededInput.Make("ones", BlockLength),
        ["period-3"] = SeededInput.Make("period-3", BlockLength),
        ["candidates"] = HostileInput.Candidates(12, BlockLength, mayBeBoundary: true),
        ["failing candidates"] = HostileInput.Candidates(13, BlockLength, mayBeBoundary: false),
        ["boundary every 32 bytes"] = SeededInput.Repeat(HostileInput.BoundaryWindow(14), BlockLength),
        ["boundary every 9,001 bytes"] = SeededInput.Repeat([.. SeededInput.Random(15, 8969), .. HostileInput.BoundaryWindow(16)], BlockLength),
    };

    public static IEnumerable<string> Kinds => s_blocks.Keys;

    public int Length => Stretches.Sum(stretch => stretch.Length);

    public byte[] Make() => [.. Stretches.SelectMany(stretch => s_blocks[stretch.Kind].Skip(stretch.Skip).Take(stretch.Length))];

    public static ReadOnlySpan<byte> Block(string kind) => s_blocks[kind];

    public override string ToString() => string.Join(" + ", Stretches);

    public static Arbitrary<InputRecipe> Arbitrary()
    {
        Gen<Stretch> stretch =
            from kind in Gen.Elements<string>(s_blocks.Keys)
            from skip in Gen.Choose(0, 100)
            from length in Gen.OneOf(Gen.Choose(0, 200), Gen.Choose(0, 20_000), Gen.Choose(0, BlockLength - 100))
            select new Stretch(kind, skip, length);
        Gen<InputRecipe> recipe =
            from count in Gen.Choose(0, 6)
            from stretches in stretch.ListOf(count)
            select new InputRecipe([.. stretches]);
        return Arb.From(recipe, Shorter);
    }

    private static IEnumerable<InputRecipe> Shorter(InputRecipe recipe) =>
        recipe.Stretches.Select((_, index) => new InputRecipe([.. recipe.Stretches.Where((_, other) => other != index)]));
}
