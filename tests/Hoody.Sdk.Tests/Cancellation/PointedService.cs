using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Cancellation;

/// <summary>A scripted service whose every request, reply and read of a body is a place to cancel at.</summary>
internal sealed class PointedService(AwaitPoints points, ScriptedHandler script) : DelegatingHandler(script)
{
    private int _sentAfterwards;

    /// <summary>Gets how many requests came after the cancellation.</summary>
    public int SentAfterwards => Volatile.Read(ref _sentAfterwards);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (points.IsCancelled)
        {
            Interlocked.Increment(ref _sentAfterwards);
        }

        points.Reach();
        await Task.Yield(); // as on a connection: the caller is waiting by now
        cancellationToken.ThrowIfCancellationRequested();
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        byte[] body = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
        HttpContent pointed = new StreamContent(new PointedBody(points, body));
        foreach ((string name, IEnumerable<string> values) in response.Content.Headers)
        {
            pointed.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = pointed;

        // Here the reply is on its way already, and cancelling keeps it from nobody.
        points.Reach();
        return response;
    }

    /// <summary>Gives its bytes in two pieces.</summary>
    private sealed class PointedBody(AwaitPoints points, byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        private readonly int _half = (bytes.Length / 2) + 1;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            points.Reach();
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return Read(buffer.Span[..Math.Min(buffer.Length, _half)]);
        }
    }
}
