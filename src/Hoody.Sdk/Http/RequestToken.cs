namespace Hoody.Sdk;

/// <summary>The token of one request; replaced at most once, and only by another one.</summary>
internal sealed class RequestToken
{
    private readonly HoodyCredential _credential;
    private readonly ApiPipeline _pipeline;
    private bool _isReplaced;

    private RequestToken(HoodyCredential credential, ApiPipeline pipeline) => (_credential, _pipeline) = (credential, pipeline);

    public HoodyAccessToken Value { get; private set; }

    public static async ValueTask<RequestToken> GetAsync(
        HoodyCredential credential, ApiPipeline pipeline, CancellationToken cancellationToken)
    {
        RequestToken token = new(credential, pipeline);
        token.Value = await token.AskAsync(refused: null, cancellationToken).ConfigureAwait(false);
        return token;
    }

    /// <summary>
    /// Asks for another token after a 401, which the service sends before it does anything; false: sending again is no use.
    /// </summary>
    public async ValueTask<bool> TryReplaceAsync(CancellationToken cancellationToken)
    {
        if (_isReplaced)
        {
            return false;
        }

        _isReplaced = true;
        HoodyAccessToken refused = Value;
        Value = await AskAsync(refused, cancellationToken).ConfigureAwait(false);
        return Value != refused;
    }

    private async ValueTask<HoodyAccessToken> AskAsync(HoodyAccessToken? refused, CancellationToken cancellationToken)
    {
        HoodyTokenRequest request = new() { ForceRefresh = refused is not null, RefusedToken = refused, Pipeline = _pipeline };
        HoodyAccessToken token = await _credential.GetTokenAsync(request, cancellationToken).ConfigureAwait(false);
        return HoodyCredential.IsToken(token.Value) || _credential == HoodyCredential.None
            ? token
            : throw new InvalidOperationException("The credential gave no usable token: expected visible ASCII characters without spaces.");
    }
}
