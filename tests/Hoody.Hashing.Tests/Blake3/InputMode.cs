using System.Text;
using Hoody.Hashing.Blake3;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>The three modes of BLAKE3, each with the official key or context.</summary>
public enum InputMode
{
    Hash,
    Keyed,
    DeriveKey,
}

internal static class InputModes
{
    public static InputMode[] All { get; } = Enum.GetValues<InputMode>();

    public static Blake3Digest Digest(this InputMode mode, ReadOnlySpan<byte> input) => mode switch
    {
        InputMode.Hash => Blake3Hasher.Hash(input),
        InputMode.Keyed => Blake3Hasher.HashKeyed(OfficialInput.Key, input),
        _ => Blake3Hasher.DeriveKey(OfficialInput.Context, input),
    };

    public static Blake3Hasher NewHasher(this InputMode mode) => mode switch
    {
        InputMode.Hash => new Blake3Hasher(),
        InputMode.Keyed => Blake3Hasher.CreateKeyed(OfficialInput.Key),
        _ => Blake3Hasher.CreateDeriveKey(OfficialInput.Context),
    };

    public static Blake3Mode TreeMode(this InputMode mode) => mode switch
    {
        InputMode.Hash => Blake3Mode.Hash,
        InputMode.Keyed => Blake3Mode.Keyed(OfficialInput.Key),
        _ => Blake3Mode.DeriveKey(Encoding.UTF8.GetBytes(OfficialInput.Context)),
    };
}
