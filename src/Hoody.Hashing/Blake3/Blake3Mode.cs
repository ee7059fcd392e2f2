using System.Runtime.CompilerServices;

namespace Hoody.Hashing.Blake3;

/// <summary>What the whole tree of one hash shares: the key words every leaf and parent starts from, and the mode's flag.</summary>
internal struct Blake3Mode
{
    public const int KeyLengthBytes = 32;

    public ChainingValue Key;
    public Blake3Flags Flags;

    public static Blake3Mode Hash
    {
        get
        {
            Blake3Mode mode = default;
            Blake3Core.InitialValue.CopyTo(mode.Key);
            return mode;
        }
    }

    public static Blake3Mode Keyed(ReadOnlySpan<byte> key) => FromKey(key, Blake3Flags.KeyedHash);

    /// <summary>The context is hashed in a mode of its own; that digest is the key for the material.</summary>
    public static Blake3Mode DeriveKey(ReadOnlySpan<byte> contextUtf8)
    {
        Blake3Mode contextMode = Hash;
        contextMode.Flags = Blake3Flags.DeriveKeyContext;

        Span<byte> key = stackalloc byte[KeyLengthBytes];
        Blake3Tree tree = new(contextMode);
        tree.Append(contextUtf8);
        tree.Root().WriteOutput(0, key);
        return FromKey(key, Blake3Flags.DeriveKeyMaterial);
    }

    private static Blake3Mode FromKey(ReadOnlySpan<byte> key, Blake3Flags flags)
    {
        Blake3Mode mode = default;
        Blake3Core.LoadWords(key, mode.Key);
        mode.Flags = flags;
        return mode;
    }
}

/// <summary>The eight words that stand for a leaf, a parent or a key. A span over it is a view, not a copy.</summary>
[InlineArray(Blake3Core.ChainingWords)]
internal struct ChainingValue
{
    private uint _first;
}
