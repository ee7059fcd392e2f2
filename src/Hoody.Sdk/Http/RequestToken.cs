namespace Hoody.Sdk;

/// <summary>The token of one request; replaced at most once, and only by another one.</summary>
internal sealed class RequestToken
{
    private bool _isReplaced;

    private RequestToken(HoodyAccessToken value) => Value = value;

    public HoodyAccessToken Value { get; private set; }

    public static async ValueTask<RequestToken> GetAsync(HoodyCredential credential, CancellationToken cancellationToken) =>
        new(await AskAsync(credential, isRefused: false, cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Asks for another token after a 401, which the service sends before it does anything; false: sending again is no use.
    /// </summary>
    public async ValueTask<bool> TryReplaceAsync(HoodyCredential credential, CancellationToken cancellationToken)
    {
        if (_isReplaced)
        {
            return false;
        }

        _isReplaced = true;
        HoodyAccessToken refused = Value;
        Value = await AskAsync(credential, isRefused: true, cancellationToken).ConfigureAwait(false);
        return Value != refused;
    }

    private static async ValueTask<HoodyAccessToken> AskAsync(
        HoodyCredential credential, bool isRefused, CancellationToken cancellationToken)
    {
        HoodyAccessToken token =
            await credential.GetTokenAsync(new HoodyTokenRequest { ForceRefresh = isRefused }, cancellationToken).ConfigureAwait(false);
        return HoodyCredential.IsToken(token.Value)
            ? token
            : throw new InvalidOperationException("The credential gave no usable token: expected visible ASCII characters without spaces.");
    }
}
