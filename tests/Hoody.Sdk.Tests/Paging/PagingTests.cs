using FsCheck;
using FsCheck.Xunit;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Paging;

public class PagingTests
{
    [Property(MaxTest = 50)]
    public bool Every_item_is_given_once_in_order_whatever_the_page_size(byte count, byte size)
    {
        int pageSize = 1 + (size % 100);
        using ClientFixture fixture = new();
        fixture.Service.Otherwise = request => Serve(request, count);

        List<string> ids = ReadIds(fixture.Client.Containers.ListAsync(new ListContainersOptions { PageSize = pageSize }));

        return ids.SequenceEqual(Enumerable.Range(0, count).Select(Id))
            && fixture.Service.Sent.Count == Math.Max(1, (count + pageSize - 1) / pageSize);
    }

    [Fact]
    public void Nothing_is_sent_before_the_listing_is_read()
    {
        using ClientFixture fixture = new();
        fixture.Client.Containers.ListAsync();
        Assert.Empty(fixture.Service.Sent);
    }

    [Fact]
    public async Task Pages_are_read_only_as_far_as_they_are_needed()
    {
        using ClientFixture fixture = new();
        fixture.Service.Otherwise = request => Serve(request, 30);
        await fixture.Client.Containers.ListAsync(new ListContainersOptions { PageSize = 10 }).Take(10).ToArrayAsync();
        Assert.Single(fixture.Service.Sent);
    }

    [Fact]
    public async Task An_item_pushed_to_the_next_page_is_given_once()
    {
        using ClientFixture fixture = new();
        fixture.Service.Reply(Page(totalPages: 2, "c", "b")).Reply(Page(totalPages: 2, "b", "a"));
        Container[] items = await fixture.Client.Containers.ListAsync().ToArrayAsync();
        Assert.Equal(["c", "b", "a"], items.Select(c => c.Id.Value));
    }

    [Fact]
    public async Task A_listing_that_shrinks_ends_at_its_empty_page()
    {
        using ClientFixture fixture = new();
        fixture.Service.Reply(Page(totalPages: 9, "a")).Reply(Page(totalPages: 9));
        Assert.Single(await fixture.Client.Containers.ListAsync().ToArrayAsync());
    }

    [Fact]
    public async Task A_listing_that_grows_is_followed()
    {
        using ClientFixture fixture = new();
        fixture.Service.Reply(Page(totalPages: 2, "a")).Reply(Page(totalPages: 3, "b")).Reply(Page(totalPages: 3, "c"));
        Assert.Equal(3, (await fixture.Client.Containers.ListAsync().ToArrayAsync()).Length);
    }

    [Fact]
    public async Task Pages_can_be_read_as_such_from_any_number_on()
    {
        using ClientFixture fixture = new();
        fixture.Service.Otherwise = request => Serve(request, 25);

        Page<Container>[] pages = await fixture.Client.Containers.ListAsync().AsPages(startPage: 2, pageSize: 10).ToArrayAsync();

        Assert.Equal([2, 3], pages.Select(p => p.Number));
        Assert.Equal([10, 5], pages.Select(p => p.Items.Count));
        Assert.All(pages, p => Assert.Equal((3, 25), (p.TotalPages, p.TotalItems)));
        Assert.All(pages, p => Assert.NotNull(p.Response));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 0)]
    [InlineData(1, 101)]
    public void Numbers_out_of_range_are_refused_at_once(int start, int size)
    {
        using ClientFixture fixture = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => fixture.Client.Containers.ListAsync().AsPages(start, size));
    }

    [Fact]
    public void A_page_size_out_of_range_is_refused_where_it_is_set() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ListContainersOptions { PageSize = 101 });

    [Fact]
    public async Task Nulls_in_a_page_are_left_out()
    {
        using ClientFixture fixture = new();
        fixture.Service.Reply(ClientFixture.Envelope("""{"containers":[null,{"id":"a"}],"pagination":{"total":2,"totalPages":1} }"""));
        Assert.Single(await fixture.Client.Containers.ListAsync().ToArrayAsync());
    }

    [Fact]
    public async Task A_listing_without_page_numbers_is_not_taken_for_a_whole_one()
    {
        using ClientFixture fixture = new();
        fixture.Service.Reply(ClientFixture.Envelope("""{"containers":[{"id":"a"}]}"""));
        await Assert.ThrowsAsync<HoodySerializationException>(
            async () => await fixture.Client.Containers.ListAsync().ToArrayAsync());
    }

    [Fact]
    public async Task Items_without_what_tells_them_apart_are_all_given()
    {
        using ClientFixture fixture = new();
        fixture.Service.Reply(ClientFixture.Envelope("""[{"id":null,"server_id":"a"},{"id":null,"server_id":"b"}]"""))
            .Reply(ClientFixture.Envelope("""{"snapshots":[{"name":null,"alias":"a"},{"name":null,"alias":"b"}]}"""));
        Assert.Equal(2, await fixture.Client.Servers.ListAsync().CountAsync());
        Assert.Equal(2, await fixture.Client.Snapshots.ListAsync(ClientFixture.Copy).CountAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"pagination\":null")]
    public async Task A_page_without_totals_that_comes_again_and_again_is_the_last_one(string pagination)
    {
        using ClientFixture fixture = new();
        string page = ClientFixture.Envelope($$"""{"logs":[{"id":"1"},{"to_status":"running"}]{{pagination}} }""");
        fixture.Service.Reply(page).Reply(page);
        Assert.Equal(2, await fixture.Client.Containers.ListStatusChangesAsync(ClientFixture.Copy).CountAsync());
    }

    [Fact]
    public async Task Either_token_ends_an_enumeration()
    {
        using ClientFixture fixture = new();
        using CancellationTokenSource call = new();
        using CancellationTokenSource loop = new();
        AsyncPageable<Container> listing = fixture.Client.Containers.ListAsync(cancellationToken: call.Token);
        await loop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await listing.ToArrayAsync(loop.Token));
        await call.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await listing.ToArrayAsync());
        Assert.Empty(fixture.Service.Sent);
    }

    [Fact]
    public async Task A_double_can_be_made_of_pages()
    {
        AsyncPageable<string> listing = AsyncPageable.FromPages([new Page<string>(["a", "a"], 1, 2, 3, null), new Page<string>(["b"], 2, 2, 3, null)]);
        Assert.Equal(["a", "a", "b"], await listing.ToArrayAsync());
        Assert.Equal(2, Assert.Single(await listing.AsPages(startPage: 2).ToArrayAsync()).Number);
    }

    private static List<string> ReadIds(AsyncPageable<Container> listing) =>
        listing.Select(c => c.Id.Value).ToListAsync().AsTask().GetAwaiter().GetResult();

    private static HttpResponseMessage Serve(HttpRequestMessage request, int count)
    {
        Dictionary<string, int> query = request.RequestUri!.Query.TrimStart('?').Split('&').Select(p => p.Split('='))
            .Where(p => p[0] is "page" or "limit").ToDictionary(p => p[0], p => int.Parse(p[1], null));
        int size = query["limit"];
        string[] ids = [.. Enumerable.Range(0, count).Skip((query["page"] - 1) * size).Take(size).Select(Id)];
        return ScriptedHandler.Response(System.Net.HttpStatusCode.OK, Page((count + size - 1) / size, count, ids));
    }

    private static string Id(int number) => $"id-{number}";

    private static string Page(int totalPages, params string[] ids) => Page(totalPages, ids.Length, ids);

    private static string Page(int totalPages, int total, string[] ids)
    {
        string items = string.Join(',', ids.Select(id => $$"""{"id":"{{id}}"}"""));
        string pagination = $$"""{"total":{{total}},"page":1,"limit":10,"totalPages":{{totalPages}} }""";
        return ClientFixture.Envelope($$"""{"containers":[{{items}}],"pagination":{{pagination}} }""");
    }
}
