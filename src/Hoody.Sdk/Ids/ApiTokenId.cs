using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>The id of a long-lived token, which is not the token itself, as the service gives it: 1–128 letters, digits, <c>_</c> or <c>-</c>.</summary>
/// <remarks>
/// A type of its own, so that ids of different resources cannot be exchanged by mistake. Today the service uses 24 lower-case
/// hexadecimal digits; that is its own affair, hence not demanded here. Comparison is ordinal.
/// </remarks>
[JsonConverter(typeof(TextValueJsonConverter<ApiTokenId>))]
public readonly record struct ApiTokenId : ISpanParsable<ApiTokenId>
{
    private readonly string? _value;

    /// <summary>Makes an id of text.</summary>
    /// <exception cref="ArgumentException">The text is empty, too long, or holds a character that an id cannot have.</exception>
    public ApiTokenId(string value) => _value = ResourceIdText.Require(value, nameof(ApiTokenId));

    /// <summary>Gets the id's text.</summary>
    /// <exception cref="InvalidOperationException">This is the default value, which names nothing.</exception>
    public string Value => _value ?? throw ResourceIdText.Unset(nameof(ApiTokenId));

    /// <summary>Gets whether this is the default value, which names nothing and throws when used.</summary>
    public bool IsDefault => _value is null;

    /// <summary>Makes an id of text.</summary>
    /// <exception cref="FormatException">The text is not an id.</exception>
    public static ApiTokenId Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan());
    }

    /// <inheritdoc cref="Parse(string)"/>
    public static ApiTokenId Parse(ReadOnlySpan<char> s) =>
        TryParse(s, out ApiTokenId result) ? result : throw ResourceIdText.Malformed(nameof(ApiTokenId));

    /// <summary>Makes an id of text; false when the text is not an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out ApiTokenId result) => TryParse(s.AsSpan(), out result);

    /// <inheritdoc cref="TryParse(string?, out ApiTokenId)"/>
    public static bool TryParse(ReadOnlySpan<char> s, out ApiTokenId result)
    {
        bool isValid = ResourceIdText.IsValid(s);
        result = isValid ? new ApiTokenId(s.ToString()) : default;
        return isValid;
    }

    // Explicit, since no culture plays a part: callers need not name a provider.
    static ApiTokenId IParsable<ApiTokenId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<ApiTokenId>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ApiTokenId result) =>
        TryParse(s, out result);

    static ApiTokenId ISpanParsable<ApiTokenId>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    static bool ISpanParsable<ApiTokenId>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out ApiTokenId result) =>
        TryParse(s, out result);

    /// <summary>Makes an id of text, as the constructor does.</summary>
    public static explicit operator ApiTokenId(string value) => new(value);

    /// <summary>Gets the id's text; empty for the default value.</summary>
    public override string ToString() => _value ?? "";
}
