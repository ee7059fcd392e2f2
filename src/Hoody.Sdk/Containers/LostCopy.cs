using System.Globalization;
using System.Net;

namespace Hoody.Sdk;

/// <summary>
/// Looks for the copy whose reply was lost. Sending again could make two, so the container is looked for instead: by its name, which only
/// one container of a project can have. A copy without a name of its caller's cannot be told from another caller's, and is not looked for.
/// </summary>
internal sealed class LostCopy(ApiPipeline pipeline, ContainerId source, CopyContainerRequest copy, RequestOptions? call)
{
    // The work may be accepted some time after the connection broke.
    private static readonly TimeSpan[] Looks = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)];

    // HTTP's own dates are of whole seconds.
    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(2);

    public static bool IsLost(HoodyException error) => error is HoodySerializationException
        or HoodyConnectionException { MayHaveBeenCarriedOut: true }
        or HoodyApiException { StatusCode: HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError };

    /// <summary>Gets the copy; null when it is not there.</summary>
    /// <param name="startedAt">When it was asked for, by this machine's clock.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<Container?> FindAsync(DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        if (copy.Name is null)
        {
            return null;
        }

        foreach (TimeSpan delay in Looks)
        {
            await Task.Delay(delay, pipeline.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            if (await TryLookAsync(startedAt, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private async Task<Container?> TryLookAsync(DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(startedAt, cancellationToken).ConfigureAwait(false);
        }
        catch (HoodyException)
        {
            // It is about the look: thrown for the copy's, "not connected" or "not found" would say that there is no copy.
            return null;
        }
    }

    private async Task<Container?> LookAsync(DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        ListContainersOptions newest = new() { ProjectId = copy.TargetProjectId, PageSize = PageSizes.Max };
        AsyncPageable<Container> listing = ContainerCalls.List(pipeline, newest, call, cancellationToken);
        await foreach (Page<Container> page in listing.AsPages().ConfigureAwait(false))
        {
            // Ages, not times: of a clock that is far off, there may be no time that is a little earlier.
            DateTimeOffset now = pipeline.Options.TimeProvider.GetUtcNow();
            DateTimeOffset nowThere = ReadDate(page.Response) ?? now;
            TimeSpan maxAge = now - startedAt + Precision;
            Container? found = page.Items.FirstOrDefault(c => c.Name == copy.Name && c.SourceContainerId == source);
            if (found is not null)
            {
                // An older one of the same name is not ours, and the service will have refused ours for it.
                return nowThere - found.CreatedAt <= maxAge ? found : null;
            }

            // The newest come first: what follows was there before.
            if (page.Items.Any(c => nowThere - c.CreatedAt > maxAge))
            {
                break;
            }
        }

        return null;
    }

    /// <summary>The service's clock, which the times of creation are of.</summary>
    private static DateTimeOffset? ReadDate(HoodyResponseInfo? response) =>
        response is not null && response.Headers.TryGetValue("Date", out IReadOnlyList<string>? values)
            && DateTimeOffset.TryParse(values[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? date
            : null;
}
