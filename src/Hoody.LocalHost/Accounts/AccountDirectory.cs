using System.Buffers.Binary;
using System.Security.Cryptography;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Accounts;

/// <summary>Makes accounts and finds the account that a token belongs to.</summary>
internal sealed class AccountDirectory(StateContext state, TimeProvider time)
{
    /// <summary>Makes an account with one token; the token is returned here and can never be read again.</summary>
    public async Task<string> CreateAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        AccountRow account = new() { Id = RandomIds.NewResourceId(), CreatedAt = now };
        string token = AccessToken.New();
        byte[] hash = AccessToken.Hash(token);
        state.Accounts.Add(account);
        state.Tokens.Add(new TokenRow
        {
            Id = RandomIds.NewResourceId(),
            AccountId = account.Id,
            HashPrefix = BinaryPrimitives.ReadInt32BigEndian(hash),
            Hash = hash,
            CreatedAt = now,
        });
        await state.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <summary>The id of the account that <paramref name="token"/> belongs to, or null.</summary>
    public async Task<string?> FindAsync(string token, CancellationToken cancellationToken)
    {
        byte[] hash = AccessToken.Hash(token);
        int prefix = BinaryPrimitives.ReadInt32BigEndian(hash);
        List<TokenRow> candidates = await state.Tokens.AsNoTracking().Where(row => row.HashPrefix == prefix).ToListAsync(cancellationToken);
        return candidates.Find(row => CryptographicOperations.FixedTimeEquals(row.Hash, hash))?.AccountId;
    }
}
