namespace Hoody.Sdk;

/// <summary>
/// Finds the code of an error body. Newer errors carry it in <c>error</c>; older ones have the HTTP phrase there ("Conflict"), and only
/// their fixed message tells them apart; a <c>code</c> wins where there is one.
/// </summary>
internal static class ApiErrorCodes
{
    private const string NotCopiedMessage = "Container was not created from a copy";
    private const string SourceGoneMessage = "Source container not found";

    public static HoodyErrorCode? Find(string? code, string? error, string? message) =>
        IsCode(code) ? new HoodyErrorCode(code!) // not null: IsCode
        : IsCode(error) ? new HoodyErrorCode(error!) // not null: IsCode
        : message is null ? null
        : message.StartsWith(NotCopiedMessage, StringComparison.OrdinalIgnoreCase) ? HoodyErrorCode.ContainerNotCopied
        : message.StartsWith(SourceGoneMessage, StringComparison.OrdinalIgnoreCase) ? HoodyErrorCode.SourceContainerNotFound
        : null;

    /// <summary>SOME_CODE or some_code: words joined by underscores, where a phrase has spaces or is one word.</summary>
    private static bool IsCode(string? text) =>
        text is { Length: <= 100 } && text.Contains('_', StringComparison.Ordinal)
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
