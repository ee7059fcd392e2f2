using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hoody.ChunkStore.Verification;

/// <summary>The order in which refs have their turn: as they are listed, or with a time limit from one on that chance chooses, and round.</summary>
internal sealed class RefTurn(TimeLimit limit, BlobStoreOptions.FillRandom random)
{
    /// <param name="refs">The refs; listed up to three times.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Every ref that is there all the time, once.</returns>
    internal async IAsyncEnumerable<(string Name, long Generation)> Of(
        IAsyncEnumerable<(string Name, long Generation)> refs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? first = limit.Exists ? await ChooseAsync(refs, cancellationToken).ConfigureAwait(false) : null;
        bool isReached = first is null;
        await foreach ((string Name, long Generation) found in refs.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            isReached |= found.Name == first;
            if (isReached)
            {
                yield return found;
            }
        }

        if (first is null)
        {
            yield break;
        }

        await foreach ((string Name, long Generation) found in refs.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (found.Name == first)
            {
                yield break;
            }

            yield return found;
        }
    }

    // All with the same chance, in one pass and without a list of them: the n-th takes the place of the one before with a chance of 1 to n.
    private async ValueTask<string?> ChooseAsync(IAsyncEnumerable<(string Name, long Generation)> refs, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        string? chosen = null;
        ulong count = 0;
        await foreach ((string name, _) in refs.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            count++;
            random(bytes);
            if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) % count == 0)
            {
                chosen = name;
            }
        }

        return chosen;
    }
}
