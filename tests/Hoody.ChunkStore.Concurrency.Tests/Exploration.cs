using Hoody.Testing;
using Microsoft.Coyote;
using Microsoft.Coyote.SystematicTesting;

namespace Hoody.ChunkStore.Concurrency.Tests;

/// <summary>Runs a model under schedules that Coyote chooses.</summary>
internal static class Exploration
{
    /// <summary>How many schedules each model must survive.</summary>
    internal static uint Schedules => (uint)LongForm.Choose(2_000, 10_000);

    /// <summary>The first failure; null when all schedules were survived.</summary>
    internal static string? FirstFailure(Func<Task> model, uint schedules, uint seed = 1)
    {
        Configuration configuration = Configuration.Create()
            .WithTestingIterations(schedules)
            .WithRandomGeneratorSeed(seed)
            .WithMaxSchedulingSteps(20_000)
            .WithPartiallyControlledConcurrencyAllowed()
            .WithTelemetryEnabled(false);
        using TestingEngine engine = TestingEngine.Create(configuration, model);
        engine.Run();
        return engine.TestReport.NumOfFoundBugs == 0 ? null : string.Join(" | ", engine.TestReport.BugReports);
    }
}
