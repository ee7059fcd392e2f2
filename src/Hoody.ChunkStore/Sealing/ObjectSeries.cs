using System.Buffers;
using System.Globalization;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Sealing;

/// <summary>Objects <c>prefix&lt;number&gt;</c>, 19 digits, from 1 on, of which the last counts, and whoever creates one deletes those before it.</summary>
internal sealed class ObjectSeries(IStorageBackend backend, string prefix, int maxLengthBytes)
{
    /// <summary>The numbers that there are.</summary>
    internal async ValueTask<List<long>> ListAsync(CancellationToken cancellationToken)
    {
        List<long> numbers = [];
        await foreach (StoredObject found in backend.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (TryParseName(found.Name, out long number))
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    /// <exception cref="ObjectNotFoundException">There is no such object, or none any more.</exception>
    /// <exception cref="CorruptDataException">It is longer than any; it was not read.</exception>
    internal async ValueTask<byte[]> ReadAsync(long number, CancellationToken cancellationToken)
    {
        string name = NameOf(number);
        long length = await backend.GetLengthAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new ObjectNotFoundException(name);
        if (length > maxLengthBytes)
        {
            throw new CorruptDataException(What(number), $"it has {length} bytes, and none has more than {maxLengthBytes}");
        }

        byte[] content = new byte[length];
        int count = await backend.ReadAsync(name, 0, content, cancellationToken).ConfigureAwait(false);
        return content[..count];
    }

    /// <summary>Creates the object of that number and deletes those before it; false when somebody else has created it, or took the last number there is before it.</summary>
    internal async ValueTask<bool> TryCreateAsync(long number, byte[] content, CancellationToken cancellationToken)
    {
        if (number == long.MaxValue)
        {
            await backend.DeleteAsync(NameOf(number - 1), cancellationToken).ConfigureAwait(false); // no count has reached it: a forgery, and else the last one for ever
            return false;
        }

        if (!await backend.CreateIfAbsentAsync(NameOf(number), new ReadOnlySequence<byte>(content), cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        foreach (long earlier in (await ListAsync(cancellationToken).ConfigureAwait(false)).Where(found => found < number))
        {
            await backend.DeleteAsync(NameOf(earlier), cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>What an error calls the object.</summary>
    internal string What(long number) => $"Object '{NameOf(number)}'";

    internal bool TryParseName(string name, out long number) =>
        long.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number is > 0 and < long.MaxValue && name == NameOf(number); // there is always a next one

    private string NameOf(long number) => prefix + number.ToString("D19", CultureInfo.InvariantCulture);
}
