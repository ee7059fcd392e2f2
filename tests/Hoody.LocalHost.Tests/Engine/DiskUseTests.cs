using Hoody.LocalHost.Engine;
using Hoody.Testing;

namespace Hoody.LocalHost.Tests.Engine;

public sealed class DiskUseTests
{
    [Fact]
    public async Task Files_that_go_while_they_are_counted_are_no_error()
    {
        using TempDirectory folder = new();
        await File.WriteAllBytesAsync(folder["kept"], new byte[1000]);
        using CancellationTokenSource enough = new();
        Task user = Task.Run(() =>
        {
            for (int number = 0; !enough.IsCancellationRequested; number++)
            {
                string file = folder[$"file-{number % 50}"];
                File.WriteAllText(file, "");
                File.Delete(file);
            }
        });
        try
        {
            for (int i = 0; i < 500; i++)
            {
                Assert.Equal(1000, DiskUse.Of(folder.Path).UsedBytes);
            }
        }
        finally
        {
            await enough.CancelAsync();
            await user;
        }
    }
}
