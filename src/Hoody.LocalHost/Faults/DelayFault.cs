namespace Hoody.LocalHost.Faults;

/// <summary>A host that is slow to begin.</summary>
internal sealed class DelayFault(Func<TimeProvider, CancellationToken, Task> wait) : IFault
{
    public async Task RunAsync(HttpContext http, RequestDelegate next, TimeProvider time)
    {
        await wait(time, http.RequestAborted);
        http.RequestAborted.ThrowIfCancellationRequested();
        await next(http);
    }
}
