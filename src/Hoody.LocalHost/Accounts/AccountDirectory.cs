using System.Buffers.Binary;
using System.Security.Cryptography;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Accounts;

/// <summary>Makes accounts and their tokens, and finds the account that a token belongs to.</summary>
internal sealed class AccountDirectory(StateContext state, TimeProvider time)
{
    private const int PrefixLength = 8;

    /// <summary>Makes an account with one token; the token is returned here and can never be read again.</summary>
    public async Task<string> CreateAsync(CancellationToken cancellationToken)
    {
        AccountRow account = new() { Id = RandomIds.NewResourceId(), CreatedAt = time.GetUtcNow() };
        state.Accounts.Add(account);
        (_, string secret) = AddToken(account.Id, new TokenDetails(), expiresAt: null);
        await state.SaveChangesAsync(cancellationToken);
        return secret;
    }

    /// <summary>Adds a token to an account, to be saved by the caller; the secret is returned here and can never be read again.</summary>
    public (TokenRow Token, string Secret) AddToken(string accountId, TokenDetails details, DateTimeOffset? expiresAt)
    {
        string secret = AccessToken.New();
        byte[] hash = AccessToken.Hash(secret);
        TokenRow token = new()
        {
            Id = RandomIds.NewResourceId(),
            AccountId = accountId,
            HashPrefix = BinaryPrimitives.ReadInt32BigEndian(hash),
            Hash = hash,
            CreatedAt = time.GetUtcNow(),
            Prefix = secret[..PrefixLength],
            Details = details,
            ExpiresAt = expiresAt,
        };
        state.Tokens.Add(token);
        return (token, secret);
    }

    /// <summary>The account that <paramref name="secret"/> belongs to.</summary>
    /// <exception cref="ApiException">No account has the token, it is disabled, or it has ended.</exception>
    public async Task<Caller> AuthenticateAsync(string secret, CancellationToken cancellationToken)
    {
        byte[] hash = AccessToken.Hash(secret);
        int prefix = BinaryPrimitives.ReadInt32BigEndian(hash);
        List<TokenRow> candidates = await state.Tokens.AsNoTracking().Where(row => row.HashPrefix == prefix).ToListAsync(cancellationToken);
        TokenRow? token = candidates.Find(row => CryptographicOperations.FixedTimeEquals(row.Hash, hash));
        return token is not { IsEnabled: true } ? throw ApiErrors.InvalidToken()
            : token.ExpiresAt <= time.GetUtcNow() ? throw ApiErrors.TokenExpired()
            : new Caller(token.AccountId, token.Id);
    }
}
