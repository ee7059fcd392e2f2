using System.Net;
using System.Reflection;
using System.Text.Json;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests;

/// <summary>What tests of users stand on: everything that a client gives can be made by hand.</summary>
public class DoublesTests
{
    [Fact]
    public void Every_model_can_be_made_field_by_field() => Assert.Equal(
        "",
        string.Join(", ", typeof(HoodyModel).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(HoodyModel)))
            .SelectMany(type => type.GetProperties().Select(property => (Type: type, Property: property)))
            .Where(p => p.Property.SetMethod?.IsPublic != true && !IsComputed(p.Property))
            .Select(p => $"{p.Type.Name}.{p.Property.Name}")));

    [Fact]
    public void Every_operation_and_client_can_be_derived_from() => Assert.All(
        typeof(HoodyClient).Assembly.GetExportedTypes().Where(type => type.Name.EndsWith("Client", StringComparison.Ordinal))
            .Append(typeof(ContainerOperation)).Append(typeof(CopyOperation)).Append(typeof(SyncOperation)),
        type => Assert.True(
            !type.IsSealed && type.GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, []) is { IsFamily: true }, type.Name));

    [Fact]
    public void Failures_say_what_a_test_has_them_say()
    {
        HoodyConflictException conflict = new(HttpStatusCode.Conflict, HoodyErrorCode.OperationStateConflict, "busy")
        {
            RetryAfter = TimeSpan.FromSeconds(3),
            RequestId = "r-1",
            Method = "POST",
            Path = "/api/v1/containers/x/sync",
            Details = JsonElement.Parse("{}"),
            Attempts = 2,
        };
        HoodyConnectionException lost = new("lost") { MayHaveBeenCarriedOut = true, Attempts = 4 };

        Assert.Equal((TimeSpan.FromSeconds(3), "r-1", 2), (conflict.RetryAfter, conflict.RequestId, conflict.Attempts));
        Assert.Equal(("POST", "/api/v1/containers/x/sync", JsonValueKind.Object), (conflict.Method, conflict.Path, conflict.Details!.Value.ValueKind));
        Assert.Equal((true, 4), (lost.MayHaveBeenCarriedOut, lost.Attempts));
    }

    [Fact]
    public async Task A_doubled_operation_is_waited_for()
    {
        CopyOperation operation = new EndedCopy(new Container { Id = ClientFixture.Copy, Status = ContainerStatus.Running });
        Assert.Equal(ContainerStatus.Running, (await operation.WaitForCompletionAsync()).Status);
    }

    [Fact]
    public async Task Pages_at_hand_are_given_from_the_page_asked_for()
    {
        AsyncPageable<Container> listing = AsyncPageable.FromPages(
        [
            new Page<Container>([new Container { Id = ClientFixture.Source }], 1, 2, 2, null),
            new Page<Container>([new Container { Id = ClientFixture.Copy }], 2, 2, 2, null),
        ]);

        Assert.Equal([ClientFixture.Source, ClientFixture.Copy], await listing.Select(c => c.Id).ToArrayAsync());
        Page<Container> second = Assert.Single(await listing.AsPages(startPage: 2).ToArrayAsync());
        Assert.Equal(ClientFixture.Copy, Assert.Single(second.Items).Id);
    }

    private static bool IsComputed(PropertyInfo property) =>
        property.SetMethod is null && property.GetCustomAttribute<System.Text.Json.Serialization.JsonIgnoreAttribute>() is not null;

    private sealed class EndedCopy(Container container) : CopyOperation
    {
        public override Task<Container> WaitForCompletionAsync(CancellationToken cancellationToken = default) => Task.FromResult(container);
    }
}
