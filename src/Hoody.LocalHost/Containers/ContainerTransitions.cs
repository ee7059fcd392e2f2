using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Containers;

/// <summary>The one place where a container's state changes: each change is also a row of its status log.</summary>
internal static class ContainerTransitions
{
    public const string ByUser = "user";
    public const string BySystem = "system";

    /// <summary>Adds a new container with the first row of its log.</summary>
    public static void AddContainer(this StateContext state, ContainerRow container)
    {
        container.StateSince = container.CreatedAt;
        state.Containers.Add(container);
        state.StatusLogs.Add(Log(container, null, container.CreatedAt, ByUser, null));
    }

    public static void MoveTo(this StateContext state, ContainerRow container, ContainerState next, DateTimeOffset now, string triggeredBy)
    {
        container.UpdatedAt = now;
        if (container.State == next)
        {
            return;
        }

        ContainerState previous = container.State;
        long inPrevious = (long)(now - container.StateSince).TotalMilliseconds;
        container.State = next;
        container.StateSince = now;
        state.StatusLogs.Add(Log(container, previous, now, triggeredBy, Math.Max(0, inPrevious)));
    }

    private static StatusLogRow Log(
        ContainerRow container, ContainerState? previous, DateTimeOffset now, string triggeredBy, long? durationMilliseconds) => new()
    {
        Id = RandomIds.NewResourceId(),
        ContainerId = container.Id,
        FromState = previous,
        ToState = container.State,
        TransitionTime = now,
        DurationMilliseconds = durationMilliseconds,
        TriggeredBy = triggeredBy,
        OperationId = container.ActiveOperationId,
    };
}
