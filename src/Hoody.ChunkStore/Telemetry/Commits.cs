namespace Hoody.ChunkStore.Telemetry;

/// <summary>Measures what makes something durable for a caller that waits: an activity, and a duration.</summary>
internal static class Commits
{
    /// <summary>What was put is made durable.</summary>
    internal const string Flush = "flush";

    /// <summary>A ref is changed or deleted.</summary>
    internal const string Ref = "ref";

    /// <param name="name">One of <see cref="ActivityNames"/>.</param>
    /// <param name="operation">What the duration's tag says: <see cref="Flush"/> or <see cref="Ref"/>.</param>
    /// <param name="call">The call.</param>
    internal static async Task<T> RunAsync<T>(string name, string operation, Func<Task<T>> call)
    {
        CallTimer timer = new(StoreMeter.CommitDuration);
        try
        {
            T result = await StoreActivity.RunAsync(name, call).ConfigureAwait(false);
            timer.Stop(TagNames.Operation, operation, error: null);
            return result;
        }
        catch (Exception failure)
        {
            timer.Stop(TagNames.Operation, operation, failure.GetType().Name);
            throw;
        }
    }
}
