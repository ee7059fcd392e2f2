using System.Diagnostics;

namespace Hoody.ChunkStore.Telemetry;

/// <summary>Makes activities of what a store does. While nobody listens, calls are passed on.</summary>
internal static class StoreActivity
{
    private static readonly ActivitySource s_source = new(ChunkStoreTelemetry.ActivitySourceName);

    /// <summary>Whether anybody listens; what callers would allocate for an activity they leave out when nobody does.</summary>
    internal static bool IsListenedTo => s_source.HasListeners();

    /// <summary>An activity for the caller to dispose; null when nobody listens.</summary>
    internal static Activity? Start(string name) => s_source.StartActivity(name);

    /// <summary>What follows in this method serves no caller, or many: its activities belong to no caller's trace.</summary>
    internal static void Detach() => Activity.Current = null;

    /// <param name="name">One of <see cref="ActivityNames"/>.</param>
    /// <param name="call">What the activity spans.</param>
    /// <param name="describe">Puts on the activity what came of it.</param>
    internal static async Task<T> RunAsync<T>(string name, Func<Task<T>> call, Action<Activity, T>? describe = null)
    {
        using Activity? activity = Start(name);
        try
        {
            T result = await call().ConfigureAwait(false);
            if (activity is not null)
            {
                describe?.Invoke(activity, result);
            }

            return result;
        }
        catch (Exception failure)
        {
            activity.Fail(failure);
            throw;
        }
    }

    /// <param name="name">One of <see cref="ActivityNames"/>.</param>
    /// <param name="tag">The name of a tag.</param>
    /// <param name="value">Its value: how much there is to do.</param>
    /// <param name="call">What the activity spans.</param>
    internal static async Task RunAsync(string name, string tag, long value, Func<Task> call)
    {
        using Activity? activity = Start(name);
        activity?.SetTag(tag, value);
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            activity.Fail(failure);
            throw;
        }
    }

    // Not the message: it may name what only the caller should read.
    internal static void Fail(this Activity? activity, Exception failure)
    {
        activity?.SetTag(TagNames.Error, failure.GetType().Name);
        activity?.SetStatus(ActivityStatusCode.Error);
    }
}
