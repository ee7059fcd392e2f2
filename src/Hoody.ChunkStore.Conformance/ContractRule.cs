using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance;

/// <summary>One rule of the contract of <see cref="IStorageBackend"/>, and the calls that find out whether a backend keeps it. Thread-safe.</summary>
public sealed class ContractRule
{
    private readonly Func<BackendPlace, Task> _verify;

    internal ContractRule(string name, Func<BackendPlace, Task> verify) => (Name, _verify) = (name, verify);

    /// <summary>The rule, as a sentence.</summary>
    public string Name { get; }

    /// <summary>Finds out whether a backend keeps the rule.</summary>
    /// <param name="open">
    /// Opens a backend: at each call another one over the same place, which is empty at first. What it returns is disposed here. A backend
    /// that is its own place may be returned again and again, if its disposal leaves the objects.
    /// </param>
    /// <param name="cancellationToken">Ends the verification.</param>
    /// <exception cref="BrokenContractException">It does not.</exception>
    public async Task VerifyAsync(Func<IStorageBackend> open, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(open);
        try
        {
            BackendPlace place = new(Name, open, cancellationToken);
            await using (place.ConfigureAwait(false))
            {
                await _verify(place).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is not BrokenContractException && !cancellationToken.IsCancellationRequested)
        {
            throw new BrokenContractException(Name, $"a call failed with {failure.GetType().Name}: {failure.Message}", failure);
        }
    }

    /// <summary>The rule's name.</summary>
    public override string ToString() => Name;
}
