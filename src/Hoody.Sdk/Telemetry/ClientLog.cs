using Microsoft.Extensions.Logging;

namespace Hoody.Sdk;

/// <summary>All that the client logs. The numbers and names of events are kept; docs/telemetry.md lists them.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Call} failed in attempt {Attempt} ({Failure}) and is sent again in {DelayMilliseconds} ms")]
    public static partial void RequestRetried(this ILogger logger, string call, int attempt, string failure, double delayMilliseconds);

    [LoggerMessage(2, LogLevel.Information, "The token of {Call} was refused and has been replaced")]
    public static partial void TokenReplaced(this ILogger logger, string call);

    [LoggerMessage(3, LogLevel.Warning, "The reply to a copy was lost ({Failure}); the copy was found as container {ContainerId}")]
    public static partial void LostCopyFound(this ILogger logger, string failure, string containerId);

    [LoggerMessage(4, LogLevel.Information,
        "A resilience handler of the application's HTTP defaults was left out of this client, which repeats by itself what is safe to repeat; KeepAmbientResilienceHandlers keeps it")]
    public static partial void AmbientHandlerRemoved(this ILogger logger);
}
