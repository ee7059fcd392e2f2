using Hoody.Sdk.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.Sdk.Tests.Cancellation;

/// <summary>A client of which everything that it waits for is a place to cancel at.</summary>
internal sealed class PointedClient : IDisposable
{
    private readonly HttpClient _http;

    public PointedClient(CancellationCase work)
    {
        HoodyClientOptions options = new();
        options.TimeProvider = new PointedClock(Points, options.AttemptTimeout, options.TotalTimeout!.Value);
        work.Configure(options);
        Service = new PointedService(Points, Script);
        _http = new HttpClient(Service);
        HoodyClientParts.Configure(_http);
        Client = new HoodyClient(new ApiPipeline(
            () => _http, work.Credential?.Invoke() ?? PointedCredential(), HoodyClientParts.Freeze(options), () => 0.5));
        work.Script(Script);
    }

    public AwaitPoints Points { get; } = new();

    public ScriptedHandler Script { get; } = new();

    public PointedService Service { get; }

    public HoodyClient Client { get; }

    public void Dispose()
    {
        Client.Dispose();
        _http.Dispose();
        Points.Dispose();
    }

    /// <summary>A token that takes its time, and another one after each refusal.</summary>
    private HoodyCredential PointedCredential() => HoodyCredential.FromDelegate(async (request, cancellationToken) =>
    {
        Points.Reach();
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return new HoodyAccessToken(request.ForceRefresh ? "second" : "first");
    });

    /// <summary>Jumps to the end of each delay unless that is where to cancel; the timeouts are guards, and never run out.</summary>
    private sealed class PointedClock(AwaitPoints points, params TimeSpan[] guards)
        : FakeTimeProvider(new DateTimeOffset(2025, 11, 9, 15, 0, 0, TimeSpan.Zero))
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime > TimeSpan.Zero && !guards.Contains(dueTime))
            {
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    points.Reach();
                    if (!points.IsCancelled)
                    {
                        Advance(dueTime);
                    }
                });
            }

            return timer;
        }
    }
}
