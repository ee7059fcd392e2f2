using Hoody.Testing;
using Microsoft.Coyote;
using Microsoft.Coyote.SystematicTesting;

namespace Hoody.ChunkStore.Concurrency.Tests;

/// <summary>Runs a model under schedules that Coyote chooses.</summary>
internal static class Exploration
{
    /// <summary>How many schedules each model must survive.</summary>
    internal static uint Schedules => (uint)LongForm.Choose(2_000, 10_000);

    /// <summary>No schedule of a model ends with an error.</summary>
    internal static void AssertSurvives(Func<Task> model)
    {
        string? failure = FirstFailure(model, Schedules);
        Assert.True(failure is null, failure);
    }

    /// <summary>Some schedule of a model with a rule left out must end with a loss, told by one of these words, and not with any other error.</summary>
    internal static void AssertLoses(Func<Task> model, params string[] losses)
    {
        string failure = FirstFailure(model, 20_000) ?? "no schedule has failed";
        Assert.True(losses.Any(loss => failure.Contains(loss, StringComparison.Ordinal)), failure);
    }

    /// <summary>The first failure; null when all schedules were survived.</summary>
    internal static string? FirstFailure(Func<Task> model, uint schedules, uint seed = 1)
    {
        Configuration configuration = Configuration.Create()
            .WithTestingIterations(schedules)
            .WithRandomGeneratorSeed(seed)
            .WithMaxSchedulingSteps(20_000)
            .WithDeadlockTimeout(60_000) // on a busy machine a step may take longer than the second that is the default
            .WithPartiallyControlledConcurrencyAllowed()
            .WithTelemetryEnabled(false);
        using TestingEngine engine = TestingEngine.Create(configuration, model);
        engine.Run();
        return engine.TestReport.NumOfFoundBugs == 0 ? null : string.Join(" | ", engine.TestReport.BugReports);
    }
}
