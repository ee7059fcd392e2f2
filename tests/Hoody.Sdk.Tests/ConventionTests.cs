using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests;

/// <summary>What every public type of the client has in common, read from the assembly.</summary>
public class ConventionTests
{
    private static IEnumerable<Type> PublicTypes => typeof(HoodyClient).Assembly.GetExportedTypes();

    private static IEnumerable<Type> Clients => PublicTypes.Where(t => t.Name.EndsWith("Client", StringComparison.Ordinal));

    private static IEnumerable<MethodInfo> Methods => PublicTypes
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly));

    private static IEnumerable<MethodInfo> AsyncMethods => Methods.Where(m => IsAwaited(m.ReturnType));

    [Fact]
    public void What_is_awaited_ends_in_Async() =>
        AssertNone(AsyncMethods.Where(m => !m.Name.EndsWith("Async", StringComparison.Ordinal)
            && m.Name is not ("FromPages" or "AsPages")));

    [Fact]
    public void What_is_awaited_takes_an_optional_token_last() => AssertNone(AsyncMethods
        .Where(m => m.Name is not ("FromPages" or "AsPages"))
        .Where(m => m.GetParameters().LastOrDefault() is not { IsOptional: true } p || p.ParameterType != typeof(CancellationToken)));

    [Fact]
    public void Every_call_takes_request_options_before_its_token() => AssertNone(Clients
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(m => IsAwaited(m.ReturnType))
        .Where(m => m.GetParameters() is not [.., { Name: "request", IsOptional: true }, _]));

    [Fact]
    public void Clients_and_operations_can_be_doubled() => AssertNone(Clients.Append(typeof(ContainerOperation))
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(m => !m.IsVirtual || m.IsFinal && m.Name != "Dispose"));

    [Fact]
    public void Records_are_sealed() =>
        AssertNone(PublicTypes.Where(t => t.GetMethod("<Clone>$") is not null && !t.IsSealed && t != typeof(HoodyModel)));

    [Fact]
    public void No_property_is_a_collection_that_callers_could_change() => AssertNone(PublicTypes
        .SelectMany(t => t.GetProperties())
        .Where(p => p.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(p.PropertyType))
        .Where(p => !p.DeclaringType!.IsSubclassOf(typeof(Exception)) || p.DeclaringType.Assembly == typeof(HoodyClient).Assembly)
        .Where(p => !p.PropertyType.IsGenericType || !p.PropertyType.Name.StartsWith("IReadOnly", StringComparison.Ordinal))
        .Where(p => p.Name != nameof(Exception.Data)));

    [Fact]
    public void Everything_is_in_one_namespace() => AssertNone(PublicTypes
        .Where(t => t.Namespace != "Hoody.Sdk" && t.Namespace != "Microsoft.Extensions.DependencyInjection")
        .Where(t => t.GetCustomAttribute<CompilerGeneratedAttribute>() is null));

    [Fact]
    public void Every_failure_is_a_HoodyException() =>
        AssertNone(PublicTypes.Where(t => t.IsSubclassOf(typeof(Exception)) && !typeof(HoodyException).IsAssignableFrom(t)));

    [Fact]
    public void A_double_that_overrides_nothing_says_so()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => new BareClient().Containers);
        Assert.Contains("override", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_double_stands_in_for_the_service()
    {
        HoodyClient client = new DoubledClient();
        Assert.Equal("doubled", (await client.Containers.GetAsync(ClientFixture.Copy)).Name);
    }

    private static void AssertNone(IEnumerable<MemberInfo> offenders) =>
        Assert.Equal("", string.Join(", ", offenders.Select(m => $"{m.DeclaringType?.Name}.{m.Name}")));

    private static bool IsAwaited(Type type) => typeof(Task).IsAssignableFrom(type) || (type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(ValueTask<>) || type.GetGenericTypeDefinition() == typeof(AsyncPageable<>)
            || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)));

    private sealed class BareClient : HoodyClient;

    private sealed class DoubledClient : HoodyClient
    {
        public override ContainersClient Containers { get; } = new DoubledContainers();
    }

    private sealed class DoubledContainers : ContainersClient
    {
        public override Task<Container> GetAsync(
            ContainerId id, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new Container { Id = id, Name = "doubled" });
    }
}
