using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>The id of a server, as the service gives it: 1–128 letters, digits, <c>_</c> or <c>-</c>.</summary>
/// <remarks>
/// A type of its own, so that ids of different resources cannot be exchanged by mistake. Today the service uses 24 lower-case
/// hexadecimal digits; that is its own affair, hence not demanded here. Comparison is ordinal.
/// </remarks>
[JsonConverter(typeof(TextValueJsonConverter<ServerId>))]
public readonly record struct ServerId : ISpanParsable<ServerId>
{
    private readonly string? _value;

    /// <summary>Makes an id of text.</summary>
    /// <exception cref="ArgumentException">The text is empty, too long, or holds a character that an id cannot have.</exception>
    public ServerId(string value) => _value = ResourceIdText.Require(value, nameof(ServerId));

    /// <summary>Gets the id's text.</summary>
    /// <exception cref="InvalidOperationException">This is the default value, which names nothing.</exception>
    public string Value => _value ?? throw ResourceIdText.Unset(nameof(ServerId));

    /// <summary>Gets whether this is the default value, which names nothing and throws when used.</summary>
    public bool IsDefault => _value is null;

    /// <summary>Makes an id of text.</summary>
    /// <exception cref="FormatException">The text is not an id.</exception>
    public static ServerId Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan());
    }

    /// <inheritdoc cref="Parse(string)"/>
    public static ServerId Parse(ReadOnlySpan<char> s) =>
        TryParse(s, out ServerId result) ? result : throw ResourceIdText.Malformed(nameof(ServerId));

    /// <summary>Makes an id of text; false when the text is not an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out ServerId result) => TryParse(s.AsSpan(), out result);

    /// <inheritdoc cref="TryParse(string?, out ServerId)"/>
    public static bool TryParse(ReadOnlySpan<char> s, out ServerId result)
    {
        bool isValid = ResourceIdText.IsValid(s);
        result = isValid ? new ServerId(s.ToString()) : default;
        return isValid;
    }

    // Explicit, since no culture plays a part: callers need not name a provider.
    static ServerId IParsable<ServerId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<ServerId>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ServerId result) =>
        TryParse(s, out result);

    static ServerId ISpanParsable<ServerId>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    static bool ISpanParsable<ServerId>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out ServerId result) =>
        TryParse(s, out result);

    /// <summary>Makes an id of text, as the constructor does.</summary>
    public static explicit operator ServerId(string value) => new(value);

    /// <summary>Gets the id's text; empty for the default value.</summary>
    public override string ToString() => _value ?? "";
}
