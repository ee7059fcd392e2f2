using System.Globalization;

namespace Hoody.ChunkStore.Leases;

/// <summary>The names of the records of a lease's log: <c>leases/&lt;id&gt;.0000000000</c> and so on.</summary>
internal static class LeaseName
{
    internal const string Prefix = "leases/";

    internal static string Of(Guid lease, int number) =>
        $"{Prefix}{lease:N}.{number.ToString("D10", CultureInfo.InvariantCulture)}";

    /// <exception cref="CorruptDataException">The object is not a record of a lease.</exception>
    internal static (Guid Lease, int Number) Parse(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        bool isRecord = dot > Prefix.Length
            && Guid.TryParseExact(name.AsSpan(Prefix.Length, dot - Prefix.Length), "N", out _)
            && int.TryParse(name.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (isRecord)
        {
            Guid lease = Guid.ParseExact(name.AsSpan(Prefix.Length, dot - Prefix.Length), "N");
            int number = int.Parse(name.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture);
            if (name == Of(lease, number))
            {
                return (lease, number);
            }
        }

        throw new CorruptDataException($"Object '{name}'", "it is not a record of a lease");
    }
}
