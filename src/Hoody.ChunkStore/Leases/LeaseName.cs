using System.Globalization;

namespace Hoody.ChunkStore.Leases;

/// <summary>The names of the records of a lease's log: <c>leases/&lt;id&gt;.0000000000</c> and so on.</summary>
internal static class LeaseName
{
    internal const string Prefix = "leases/";

    /// <summary>The last record of a log that can ever be.</summary>
    internal const int MaxNumber = int.MaxValue - 1;

    internal static string Of(Guid lease, int number) =>
        $"{Prefix}{lease:N}.{number.ToString("D10", CultureInfo.InvariantCulture)}";

    /// <exception cref="CorruptDataException">The object is not a record of a lease.</exception>
    internal static (Guid Lease, int Number) Parse(string name)
    {
        int number = 0;
        Guid lease = default;
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        bool isRecord = dot > Prefix.Length
            && Guid.TryParseExact(name.AsSpan(Prefix.Length, dot - Prefix.Length), "N", out lease)
            && int.TryParse(name.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number <= MaxNumber
            && name == Of(lease, number);
        return isRecord
            ? (lease, number)
            : throw new CorruptDataException($"Object '{name}'", "it is not a record of a lease; move it out of the store");
    }
}
