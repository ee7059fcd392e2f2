namespace Hoody.Sdk;

/// <summary>
/// Moves an alias by deleting it and creating it again: the service cannot change an alias's container, and refuses a name that is in use.
/// Between the two nothing may end the work, or the name would stay free; so the caller's token counts only before.
/// </summary>
internal sealed class AliasMove(ProxyAliasesClient aliases, RequestOptions? call, TimeProvider time)
{
    public async Task<ProxyAliasMove> RunAsync(ProxyAlias old, ContainerId target, CancellationToken cancellationToken)
    {
        CreateProxyAliasRequest before = Define(old);
        cancellationToken.ThrowIfCancellationRequested();
        long start = time.GetTimestamp();
        await DeleteAsync(old.Id).ConfigureAwait(false);
        try
        {
            ProxyAlias moved = await CreateAsync(before with { ContainerId = target }).ConfigureAwait(false);
            return new ProxyAliasMove(moved, time.GetElapsedTime(start));
        }
        catch (Exception error)
        {
            throw await RestoreAsync(before, target, error).ConfigureAwait(false);
        }
    }

    private static CreateProxyAliasRequest Define(ProxyAlias alias) => new()
    {
        ContainerId = alias.ContainerId ?? throw new HoodySerializationException($"The service did not say where alias {alias.Id} leads."),
        Target = alias.Program is { Length: > 0 }
            ? ProxyTarget.Of(alias)
            : throw new HoodySerializationException($"The service did not say which program alias {alias.Id} leads to."),
        Alias = alias.Alias ?? throw new HoodySerializationException($"The service did not say the name of alias {alias.Id}."),
        TargetPath = alias.TargetPath,
        AllowPathOverride = alias.AllowPathOverride,
        ExpiresAt = alias.ExpiresAt,
        IsEnabled = alias.IsEnabled ?? true,
    };

    private async Task DeleteAsync(ProxyAliasId id)
    {
        try
        {
            await aliases.DeleteAsync(id, call, CancellationToken.None).ConfigureAwait(false);
        }
        catch (HoodyException error) when (LostCopy.IsLost(error))
        {
            if (await IsThereAsync(id).ConfigureAwait(false))
            {
                throw;
            }
        }
    }

    private async Task<bool> IsThereAsync(ProxyAliasId id)
    {
        try
        {
            await aliases.GetAsync(id, call, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (HoodyNotFoundException)
        {
            return false;
        }
        catch (HoodyException)
        {
            // Not known: the failure of the deletion itself says more.
            return true;
        }
    }

    private async Task<ProxyAlias> CreateAsync(CreateProxyAliasRequest definition)
    {
        try
        {
            return await aliases.CreateAsync(definition, call, CancellationToken.None).ConfigureAwait(false);
        }
        catch (HoodyException error) when (LostCopy.IsLost(error))
        {
            // The name is ours alone: if it is there now, the lost request made it.
            ListProxyAliasesOptions ofContainer = new() { ContainerId = definition.ContainerId };
            await foreach (ProxyAlias alias in aliases.ListAsync(ofContainer, call, CancellationToken.None).ConfigureAwait(false))
            {
                if (alias.Alias == definition.Alias)
                {
                    return alias;
                }
            }

            throw;
        }
    }

    private async Task<ProxyAliasMoveException> RestoreAsync(CreateProxyAliasRequest before, ContainerId target, Exception error)
    {
        string what = $"Alias '{before.Alias}' could not be moved to container {target} ({error.Message})";
        try
        {
            ProxyAlias restored = await CreateAsync(before).ConfigureAwait(false);
            return new ProxyAliasMoveException($"{what}; it leads to container {before.ContainerId} again.", before, restored, error);
        }
        catch (Exception second)
        {
            return new ProxyAliasMoveException(
                $"{what}, nor back ({second.Message}). The name leads nowhere until it is created again from the exception's Definition.",
                before,
                null,
                error);
        }
    }
}
