using Hoody.Benchmarks.Calling;
using Hoody.Benchmarks.Measuring;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>What the client costs beside what it is made of: one request, a long listing, and a program with it.</summary>
internal static class ClientScenario
{
    private static readonly Dictionary<string, Action<ScenarioOptions, Report>> Parts = new()
    {
        ["get"] = AddRequests,
        ["list"] = (_, report) => ClientListing.AddTo(report),
        ["publish"] = ClientPrograms.AddTo,
    };

    /// <exception cref="ArgumentException">There is no such part.</exception>
    public static void Run(ScenarioOptions options, Report report)
    {
        if (options.Part is { } name && !Parts.ContainsKey(name))
        {
            throw new ArgumentException($"'{name}' is no part of it. There are: {string.Join(", ", Parts.Keys)}.");
        }

        foreach ((string part, Action<ScenarioOptions, Report> add) in Parts)
        {
            if (options.Part is null || options.Part == part)
            {
                add(options, report);
            }
        }
    }

    private static void AddRequests(ScenarioOptions options, Report report)
    {
        using FixedServer server = new(ContainerJson.Http(ContainerJson.Reply));
        using Callers loopback = Callers.OverLoopback(server.Address);
        using Callers process = Callers.InProcess();
        Contest contest = new();
        contest.Add("loopback client", 1, () => loopback.Client().Id.Value.Length);
        contest.Add("loopback bare", 1, () => loopback.Bare().Id.Value.Length);
        contest.Add("process client", 1, () => process.Client().Id.Value.Length);
        contest.Add("process bare", 1, () => process.Bare().Id.Value.Length);
        ContestResult times = contest.Run(options.Rounds);
        Table table = report.Add(new Table(
            "One GET",
            $"""
            `Containers.GetAsync` ÷ `HttpClient.GetFromJsonAsync` with a source-generated context and the same model, {ContainerJson.Reply.Length} bytes of JSON.
            Over loopback to a server in the same process that answers with fixed bytes, and to a handler in place of a network, where nothing but the two is
            left. Medians of {options.Rounds} interleaved rounds; bytes allocated a call, by all threads.
            """,
            ["", "bare, µs", "client, µs", "÷", "bare, bytes", "client, bytes", "÷"]));
        Add("loopback", loopback);
        Add("process", process);

        void Add(string name, Callers callers)
        {
            double bareBytes = Allocation.PerCall(() => callers.Bare());
            double clientBytes = Allocation.PerCall(() => callers.Client());
            table.Add(
                name == "process" ? "in the process" : "over loopback",
                Microseconds($"{name} bare"), Microseconds($"{name} client"), times.RatioText($"{name} bare", $"{name} client"),
                $"{bareBytes:F0}", $"{clientBytes:F0}", Figures.Short(clientBytes / bareBytes));
        }

        string Microseconds(string name) => Figures.Short(1e-3 / times.Speed(name));
    }
}
