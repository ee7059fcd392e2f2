namespace Hoody.Sdk;

/// <summary>How a container is told to do something.</summary>
public sealed record ContainerActionOptions
{
    private const int MaxSeconds = 600;

    /// <summary>Gets how long the container may take, in whole seconds from 1 s to 600 s; null for the service's own limit.</summary>
    /// <remarks>
    /// The service answers when it is done: <see cref="RequestOptions.AttemptTimeout"/> and <see cref="HoodyClientOptions.TotalTimeout"/>
    /// should be longer.
    /// </remarks>
    public TimeSpan? Timeout
    {
        get;
        init => field = value is null || (value.Value.Ticks % TimeSpan.TicksPerSecond == 0 && value.Value.TotalSeconds is >= 1 and <= MaxSeconds)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"Whole seconds from 1 to {MaxSeconds}.");
    }

    internal byte[] ToBody() => JsonBody.Write(json => json.WriteCount("timeout", (int?)Timeout?.TotalSeconds));
}
