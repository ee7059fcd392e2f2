using Hoody.Volumes.Transports;

namespace Hoody.Volumes.Tests.Transports;

public sealed class OpenBodyTests
{
    /// <summary>As when the peer has answered, and ended the request, before the body began.</summary>
    [Fact]
    public async Task A_body_that_cannot_begin_is_open_all_the_same_and_keeps_nobody_waiting()
    {
        using OpenBody body = new();
        Task<Stream> opened = body.OpenAsync(CancellationToken.None);
        await Assert.ThrowsAsync<HttpRequestException>(() => body.CopyToAsync(new ResetStream()));
        await using Stream stream = await opened.WaitAsync(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<IOException>(() => stream.WriteAsync(new byte[1]).AsTask());
    }

    private sealed class ResetStream : MemoryStream
    {
        public override Task FlushAsync(CancellationToken cancellationToken) => Task.FromException(new IOException("The stream was reset."));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException(new IOException("The stream was reset."));
    }
}
