using Hoody.Benchmarks.Calling;
using Hoody.Benchmarks.Measuring;
using Hoody.Sdk;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>A long listing: what it allocates beside the models that it gives.</summary>
internal static class ClientListing
{
    private const int Count = 10_000;
    private const int Samples = 5;

    public static void AddTo(Report report)
    {
        Table table = report.Add(new Table(
            $"Listing {Count:N0} containers",
            """
            What `Containers.ListAsync` allocates to its end, on all threads, with a handler in place of a network whose own replies count, too, ÷ the models
            themselves: what all of them hold on to once everything else is collected. MiB; the least of several runs.
            """,
            ["items a page", "models", "listing", "÷"]));
        foreach (int size in (int[])[50, 100])
        {
            byte[][] pages = [.. Enumerable.Range(1, Count / size).Select(number => ContainerJson.Page(number, size, Count))];
            using HttpClient transport = new(new FixedHandler(address => pages[PageOf(address) - 1]));
            using HoodyClient client = new(transport, HoodyCredential.FromToken(ContainerJson.Token));
            long listing = Least(() => ListAsync(client, size).GetAwaiter().GetResult());
            long models = RetainedBytes(client, size);
            table.Add($"{size}", MiB(models), MiB(listing), Figures.Short((double)listing / models));
        }
    }

    private static long Least(Func<int> work) => Enumerable.Range(0, Samples).Min(_ => Allocation.Of(() =>
    {
        if (work() != Count)
        {
            throw new InvalidOperationException($"The listing has not given {Count} containers.");
        }
    }));

    /// <summary>What the containers hold on to, when all that made them is collected.</summary>
    private static long RetainedBytes(HoodyClient client, int size)
    {
        Container[] models = new Container[Count];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        int count = 0;
        foreach (Container model in client.Containers.ListAsync(new ListContainersOptions { PageSize = size }).ToBlockingEnumerable())
        {
            models[count++] = model;
        }

        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(models);
        return bytes;
    }

    private static async Task<int> ListAsync(HoodyClient client, int size)
    {
        int count = 0;
        await foreach (Container _ in client.Containers.ListAsync(new ListContainersOptions { PageSize = size }))
        {
            count++;
        }

        return count;
    }

    private static int PageOf(Uri address)
    {
        const string Name = "page=";
        ReadOnlySpan<char> rest = address.Query.AsSpan(address.Query.IndexOf(Name, StringComparison.Ordinal) + Name.Length);
        int end = rest.IndexOf('&');
        return int.Parse(end < 0 ? rest : rest[..end], null);
    }

    private static string MiB(long bytes) => Figures.Short(bytes / (double)(1 << 20));
}
