using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Hoody.Hashing;

/// <summary>Where an input is cut into chunks: a named, frozen set of constants.</summary>
/// <remarks>
/// A store records the name. Under one name the same bytes are cut at the same places for ever; other constants get another name.
/// Immutable.
/// </remarks>
public sealed class ChunkerProfile
{
    /// <summary>The longest chunk any profile makes: 16 MiB.</summary>
    public const int MaxChunkLengthBytes = 16 << 20;

    /// <summary>The shortest chunk of a fixed-size profile: 512 bytes, a disk's sector.</summary>
    public const int MinFixedLengthBytes = 512;

    private const string FixedPrefix = "fixed-";
    private const string FixedSuffix = "-v1";

    // Out of 65,536 candidates, one position in 512 being a candidate: a boundary once in 70,000 bytes before the target length and
    // once in 8,700 after it. With a minimum of half the target, the mean of varied real data is the target: docs/chunking.md.
    private const int GeneralStrictShare = 480;
    private const int GeneralLooseShare = 3840;

    private ChunkerProfile(string name, int min, int target, int max, int strictShare, int looseShare)
    {
        Name = name;
        MinLengthBytes = min;
        TargetLengthBytes = target;
        MaxLengthBytes = max;
        StrictShare = strictShare;
        LooseShare = looseShare;
    }

    /// <summary>For most data: content-defined chunks of 64 KiB on average, 32 to 256 KiB. <c>window-64k-v1</c>.</summary>
    public static ChunkerProfile General { get; } =
        new("window-64k-v1", 32 << 10, 64 << 10, 256 << 10, GeneralStrictShare, GeneralLooseShare);

    /// <summary>For more deduplication at four times as many chunks: 16 KiB on average, 8 to 64 KiB. <c>window-16k-v1</c>.</summary>
    public static ChunkerProfile Fine { get; } =
        new("window-16k-v1", 8 << 10, 16 << 10, 64 << 10, GeneralStrictShare * 4, GeneralLooseShare * 4);

    /// <summary>The profile's name, by which <see cref="TryGet"/> finds it again.</summary>
    public string Name { get; }

    /// <summary>The length that every chunk but an input's last reaches.</summary>
    public int MinLengthBytes { get; }

    /// <summary>The length that chunks of varied data have on average.</summary>
    public int TargetLengthBytes { get; }

    /// <summary>The length that no chunk exceeds.</summary>
    public int MaxLengthBytes { get; }

    internal int StrictShare { get; }

    internal int LooseShare { get; }

    internal bool IsFixed => MinLengthBytes == MaxLengthBytes;

    /// <summary>For disk images and databases, whose pages keep their places: every chunk has one length. <c>fixed-N-v1</c>.</summary>
    /// <param name="lengthBytes">From <see cref="MinFixedLengthBytes"/> to <see cref="MaxChunkLengthBytes"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside that range.</exception>
    public static ChunkerProfile Fixed(int lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lengthBytes, MinFixedLengthBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lengthBytes, MaxChunkLengthBytes);
        string name = string.Create(CultureInfo.InvariantCulture, $"{FixedPrefix}{lengthBytes}{FixedSuffix}");
        return new ChunkerProfile(name, lengthBytes, lengthBytes, lengthBytes, strictShare: 0, looseShare: 0);
    }

    /// <summary>The profile of that name.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException">This version knows no such profile, or the length in the name is impossible.</exception>
    public static ChunkerProfile Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryGet(name, out ChunkerProfile? profile)
            ? profile
            : throw new ArgumentException(
                $"There is no chunker profile '{name}': use '{General}', '{Fine}', or '{FixedPrefix}N{FixedSuffix}' with N from {MinFixedLengthBytes} to {MaxChunkLengthBytes}.",
                nameof(name));
    }

    /// <summary>Finds the profile that a store names; false when this version knows no such profile.</summary>
    public static bool TryGet([NotNullWhen(true)] string? name, [NotNullWhen(true)] out ChunkerProfile? profile)
    {
        profile = name switch
        {
            "window-64k-v1" => General,
            "window-16k-v1" => Fine,
            _ => FixedOrNull(name),
        };
        return profile is not null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static ChunkerProfile? FixedOrNull(ReadOnlySpan<char> name)
    {
        if (!name.StartsWith(FixedPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        ReadOnlySpan<char> digits = name[FixedPrefix.Length..];
        if (!digits.EndsWith(FixedSuffix, StringComparison.Ordinal))
        {
            return null;
        }

        digits = digits[..^FixedSuffix.Length];
        bool isLength = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int lengthBytes)
            && lengthBytes is >= MinFixedLengthBytes and <= MaxChunkLengthBytes;

        // One spelling a profile: a leading zero is another name, and unknown.
        return isLength && digits[0] != '0' ? Fixed(lengthBytes) : null;
    }
}
