using System.Text.Json;
using Hoody.Benchmarks.Calling;
using Hoody.Sdk;

namespace Hoody.Benchmarks.Tests.Calling;

/// <summary>What is compared is the same work.</summary>
public class CallersTests
{
    [Fact]
    public void Client_and_bare_HttpClient_read_the_same_over_loopback()
    {
        using FixedServer server = new(ContainerJson.Http(ContainerJson.Reply));
        using Callers callers = Callers.OverLoopback(server.Address);
        AssertSame(callers);
        AssertSame(callers); // on a connection that has been used
    }

    [Fact]
    public void Client_and_bare_HttpClient_read_the_same_in_the_process()
    {
        using Callers callers = Callers.InProcess();
        AssertSame(callers);
    }

    [Fact]
    public void A_server_that_ends_before_it_has_begun_to_wait_ends_nothing_else()
    {
        for (int i = 0; i < 1000; i++)
        {
            new FixedServer([]).Dispose();
        }
    }

    [Fact]
    public void Pages_hold_every_container_once()
    {
        JsonElement[] pages = [.. Enumerable.Range(1, 3).Select(number => JsonElement.Parse(ContainerJson.Page(number, 50, 120)).GetProperty("data"))];
        Assert.Equal(120, pages.SelectMany(page => page.GetProperty("containers").EnumerateArray())
            .Select(container => container.GetProperty("id").GetString()).Distinct().Count());
        Assert.All(pages, page => Assert.Equal(3, page.GetProperty("pagination").GetProperty("totalPages").GetInt32()));
    }

    private static void AssertSame(Callers callers)
    {
        Container client = callers.Client();
        Container bare = callers.Bare();
        Assert.NotNull(client.SshPublicKey);
        Assert.Equal(Read(bare), Read(client));
    }

    private static string Read(Container container) => JsonSerializer.Serialize(container, BareJsonContext.Default.Container);
}
