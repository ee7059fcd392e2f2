using System.Buffers;
using System.Security.Cryptography;

namespace Hoody.LocalHost.State;

/// <summary>Ids of the API: random, so that they tell nothing and cannot be counted through.</summary>
internal static class RandomIds
{
    private const int ResourceIdBytes = 12;
    private const int OperationIdBytes = 16;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>24 lower-case hexadecimal digits.</summary>
    public static string NewResourceId() => NewHex(ResourceIdBytes);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public static string NewOperationId() => NewHex(OperationIdBytes);

    public static bool IsResourceId(string text) => IsHex(text, ResourceIdBytes);

    public static bool IsOperationId(string text) => IsHex(text, OperationIdBytes);

    private static string NewHex(int lengthBytes) => RandomNumberGenerator.GetHexString(lengthBytes * 2, lowercase: true);

    private static bool IsHex(string text, int lengthBytes) =>
        text.Length == lengthBytes * 2 && !text.AsSpan().ContainsAnyExcept(HexDigits);
}
