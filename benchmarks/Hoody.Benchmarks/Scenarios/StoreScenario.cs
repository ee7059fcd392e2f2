using Hoody.Benchmarks.Measuring;
using Hoody.Benchmarks.Storing;
using Hoody.ChunkStore;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>A store on disk against what the disk and the processor give: putting new data, putting known data, getting everything.</summary>
internal static class StoreScenario
{
    private const string Dd = "`dd`, one sync per 32 MiB";
    private const string Bare = "cutting and hashing alone";
    private const string Read = "reading the packs' files";
    private const int MaxRounds = 5;

    // Until all that is involved is compiled to the last tier.
    private const int WarmUpRounds = 30;

    private static readonly Dictionary<string, Action<ScenarioOptions, string, Report>> Parts = new()
    {
        ["put"] = Put,
        ["duplicates"] = PutDuplicates,
        ["get"] = Get,
    };

    public static void Run(ScenarioOptions options, Report report)
    {
        if (options.Part is { } name && !Parts.ContainsKey(name))
        {
            throw new ArgumentException($"'{name}' is no part of this scenario. There are: {string.Join(", ", Parts.Keys)}.");
        }

        DirectoryInfo directory = Directory.CreateDirectory(Path.Combine(options.ScratchDirectory, $"hoody-store-{Environment.ProcessId}"));
        try
        {
            foreach ((string part, Action<ScenarioOptions, string, Report> measure) in Parts)
            {
                if (options.Part is null || options.Part == part)
                {
                    measure(options, directory.FullName, report);
                }
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Put(ScenarioOptions options, string directory, Report report)
    {
        ChunkFile file = ChunkFile.Create(Path.Combine(directory, "input"), 512 << 20);
        string copy = Path.Combine(directory, "copy");
        string path = Path.Combine(directory, "store");
        void Clear()
        {
            File.Delete(copy);
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            PageCache.Sync();
        }

        SlowContest contest = new();
        contest.Add(Dd, file.LengthBytes, Clear, () => ChildPrograms.Run(["dd", $"if={file.Path}", $"of={copy}", "bs=32M", "iflag=fullblock", "oflag=dsync"]));
        foreach (BlobCodec codec in Enum.GetValues<BlobCodec>())
        {
            contest.Add($"{codec}", file.LengthBytes, Clear, () => file.PutAsync(path, codec).GetAwaiter().GetResult());
        }

        int rounds = Math.Min(options.Rounds, MaxRounds);
        ContestResult result = contest.Run(rounds);
        Clear();
        Table table = report.Add(new Table(
            "Putting new chunks",
            $"""
            {file.LengthBytes >> 20} MiB of random chunks of 64 KiB, read from a file in the page cache, into a new store, created, flushed and closed each time;
            medians of {rounds} rounds in turn.
            """,
            "", "GB/s", $"÷ {Dd}"));
        table.Add(Dd, result.SpeedText(Dd), "1");
        foreach (BlobCodec codec in Enum.GetValues<BlobCodec>())
        {
            table.Add(
                $"{codec}{(codec == new BlobStoreOptions().Compression ? ", the default" : "")}", result.SpeedText($"{codec}"), result.RatioText($"{codec}", Dd));
        }
    }

    private static void PutDuplicates(ScenarioOptions options, string directory, Report report)
    {
        const string Pipe = "put from a pipe";
        byte[] data = SyntheticInput.Random(128 << 20);
        using StoreHolder holder = StoreHolder.Create(Path.Combine(directory, "duplicates"));
        long PutAll() => holder.PutChunksAsync(data).GetAwaiter().GetResult();

        PutAll();
        Contest contest = new();
        contest.Add(Bare, data.Length, () => CutAndHash(holder.Store.Format.Chunker, data));
        contest.Add(Pipe, data.Length, PutAll);
        ContestResult result = contest.Run(options.Rounds);
        if (holder.Store.GetStatistics().StoredBytes > data.Length + (data.Length / 64))
        {
            throw new InvalidOperationException("What was known was stored again.");
        }

        Table table = report.Add(new Table(
            "Putting known chunks",
            $"""
            {data.Length >> 20} MiB of random bytes in memory, `{holder.Store.Format.Chunker.Name}`, all chunks in the store already; a session and a flush each time;
            one thread each. Medians of {options.Rounds} interleaved rounds.
            """,
            "", "GB/s", $"÷ {Bare}"));
        table.Add(Bare, result.SpeedText(Bare), "1");
        table.Add(Pipe, result.SpeedText(Pipe), result.RatioText(Pipe, Bare));
    }

    private static void Get(ScenarioOptions options, string directory, Report report)
    {
        ChunkFile file = ChunkFile.Create(Path.Combine(directory, "input"), 512 << 20);
        string path = Path.Combine(directory, "store");
        BlobId[] ids = file.PutAsync(path, BlobCodec.Lz4).GetAwaiter().GetResult();
        File.Delete(file.Path);
        string[] packs = [.. Directory.GetFiles(Path.Combine(path, "packs"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Table table = report.Add(new Table(
            "Getting everything in pack order",
            $"""
            {file.LengthBytes >> 20} MiB in random chunks of 64 KiB, stored with the default options, all ids at once, each blob verified; {Read}: in the same order,
            1 MiB at a time, one thread. Medians of {options.Rounds} rounds in turn, {Math.Min(options.Rounds, MaxRounds)} from the disk.
            """,
            "", $"{Read}, GB/s", "get, GB/s", "get ÷ read"));
        using StoreHolder holder = StoreHolder.Open(path);
        for (int i = 0; i < WarmUpRounds; i++)
        {
            holder.GetAllAsync(ids).GetAwaiter().GetResult();
        }

        void Measure(string title, int rounds, Action prepare)
        {
            SlowContest contest = new();
            contest.Add("read", file.LengthBytes, prepare, () => SequentialFiles.Read(packs));
            contest.Add("get", file.LengthBytes, prepare, () => holder.GetAllAsync(ids).GetAwaiter().GetResult());
            ContestResult result = contest.Run(rounds);
            table.Add(title, result.SpeedText("read"), result.SpeedText("get"), result.RatioText("get", "read"));
        }

        Measure("from the page cache", options.Rounds, () => { });
        if (PageCache.CanDrop)
        {
            Measure("from the disk, the page cache dropped", Math.Min(options.Rounds, MaxRounds), PageCache.Drop);
        }
    }

    private static long CutAndHash(ChunkerProfile profile, byte[] data)
    {
        HashedChunk[] chunks = new HashedChunk[128];
        long count = 0;
        for (int offset = 0; offset < data.Length;)
        {
            int window = Math.Min(data.Length - offset, 2 << 20);
            count += ChunkHasher.Split(profile, data.AsSpan(offset, window), offset + window == data.Length, chunks, out int consumed);
            offset += consumed;
        }

        return count;
    }
}
