namespace Hoody.Sdk;

/// <summary>
/// What the copy looked like before its sync was asked for. A sync has no id that could be asked about: that it ended is seen only by
/// what has changed since, and one that ends before the first look would else seem never to have begun.
/// </summary>
internal sealed record SyncBaseline(DateTimeOffset? UpdatedAt, string? StatusLogId)
{
    public static async Task<(SyncBaseline Baseline, Container Container)> ReadAsync(
        ApiPipeline pipeline, ContainerId copy, RequestOptions? call, CancellationToken cancellationToken)
    {
        // The log first: what happens between the two reads then shows as a change, never as nothing.
        ContainerStatusChange? log = await ReadNewestLogAsync(pipeline, copy, isPoll: false, call, cancellationToken).ConfigureAwait(false);
        Container container = await pipeline.GetAsync(
            "Containers.Get", ContainerCalls.Container(copy), HoodyJsonContext.Default.Container, call, cancellationToken).ConfigureAwait(false);
        return (new SyncBaseline(container.UpdatedAt, log?.Id), container);
    }

    /// <summary>Gets the newest line of the container's status log; null when there is none, or the token may not read it.</summary>
    public static async Task<ContainerStatusChange?> ReadNewestLogAsync(
        ApiPipeline pipeline, ContainerId container, bool isPoll, RequestOptions? call, CancellationToken cancellationToken)
    {
        ApiTarget newest = ContainerCalls.StatusLogs(container.Value, page: 1, size: 1);
        ApiRequest message = new("Containers.ListStatusChanges", HttpMethod.Get, newest) { IsPoll = isPoll };
        try
        {
            StatusLogsData data = await pipeline.SendAsync(
                message, HoodyJsonContext.Default.StatusLogsData, call, cancellationToken).ConfigureAwait(false);
            return data.Logs?.FirstOrDefault();
        }
        catch (HoodyApiException error) when (error is HoodyNotFoundException or HoodyPermissionException)
        {
            // The time of the last change serves, too, if less precisely; a missing container shows at the next request.
            return null;
        }
    }
}
