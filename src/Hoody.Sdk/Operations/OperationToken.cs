using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Hoody.Sdk;

/// <summary>
/// Text from which <see cref="HoodyClient.ResumeOperation"/> makes the operation again, in this process or another. Letters, digits,
/// <c>-</c> and <c>_</c>; it says which container is waited for and holds no secret.
/// </summary>
public readonly record struct OperationToken
{
    private const int MaxLength = 4096;

    private readonly string? _text;

    private OperationToken(string text) => _text = text;

    /// <summary>Reads a token from its text.</summary>
    /// <exception cref="FormatException">It is none, or a newer version of the client made it.</exception>
    public static OperationToken Parse(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return TryParse(value, out OperationToken token)
            ? token
            : throw new FormatException("The text is not an operation token of this version of the client.");
    }

    /// <summary>Reads a token from its text; false when it is none, or a newer version of the client made it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? value, out OperationToken token)
    {
        bool isValid = Decode(value) is not null;
        token = isValid ? new OperationToken(value!) : default; // not null: it was decoded
        return isValid;
    }

    /// <summary>Gets the text; empty for the default value, which is no operation's.</summary>
    public override string ToString() => _text ?? "";

    internal static OperationToken Of(OperationTicket ticket) =>
        new(Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(ticket, HoodyJsonContext.Default.OperationTicket)));

    internal OperationTicket Read() =>
        Decode(_text) ?? throw new ArgumentException("This operation token is the default value, which is no operation's.");

    private static OperationTicket? Decode(string? text)
    {
        if (text is not { Length: > 0 and <= MaxLength } || !Base64Url.IsValid(text))
        {
            return null;
        }

        try
        {
            byte[] json = Base64Url.DecodeFromChars(text);
            OperationTicket? ticket = JsonSerializer.Deserialize(json, HoodyJsonContext.Default.OperationTicket);
            bool isValid = ticket is { Version: OperationTicket.CurrentVersion, Kind.Length: > 0, ContainerId.IsDefault: false }
                && (ticket.Realm is null || HoodyClientOptionsRules.IsRealm(ticket.Realm));
            return isValid ? ticket : null;
        }
        catch (JsonException)
        {
            // TryParse answers with false; Parse throws in its own words.
            return null;
        }
    }
}
