using System.Reflection;

namespace Hoody.Sdk.Tests.Conventions;

/// <summary>What all calls have in common.</summary>
public class CallTests
{
    // A listing's pages, and what makes and reads a listing: the token is given where it is enumerated.
    private static readonly string[] WithoutToken = ["FromPages", "AsPages"];

    private static IEnumerable<MethodInfo> Calls => PublicSurface.AwaitedMethods.Where(method => !WithoutToken.Contains(method.Name));

    [Fact]
    public void There_are_calls_to_look_at() => Assert.True(Calls.Count() > 50);

    [Fact]
    public void What_is_awaited_ends_in_Async() =>
        PublicSurface.AssertNone(Calls.Where(m => !m.Name.EndsWith("Async", StringComparison.Ordinal)
            && m.Name != nameof(IAsyncEnumerable<>.GetAsyncEnumerator)));

    [Fact]
    public void What_ends_in_Async_is_awaited() => PublicSurface.AssertNone(PublicSurface.Methods
        .Where(m => m.Name.EndsWith("Async", StringComparison.Ordinal) && !PublicSurface.IsAwaited(m.ReturnType)));

    [Fact]
    public void What_is_awaited_takes_a_token_last() => PublicSurface.AssertNone(Calls
        .Where(m => m.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken)));

    [Fact]
    public void A_token_is_optional_and_called_cancellationToken() => PublicSurface.AssertNone(PublicSurface.Methods
        .Where(m => m.GetParameters().Any(p => p.ParameterType == typeof(CancellationToken) && (!p.IsOptional || p.Name != "cancellationToken"))));

    [Fact]
    public void A_token_is_last_wherever_there_is_one() => PublicSurface.AssertNone(PublicSurface.Methods
        .Where(m => m.GetParameters() is [.. var others, _] && others.Any(p => p.ParameterType == typeof(CancellationToken))));

    [Fact]
    public void Nothing_is_async_void() => PublicSurface.AssertNone(PublicSurface.Assembly.GetTypes()
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(m => m.ReturnType == typeof(void) && m.IsDefined(typeof(System.Runtime.CompilerServices.AsyncStateMachineAttribute))));

    [Fact]
    public void Every_call_of_a_client_takes_request_options_before_its_token() => PublicSurface.AssertNone(PublicSurface.AwaitedMethods
        .Where(m => PublicSurface.Clients.Contains(m.DeclaringType))
        .Where(m => m.GetParameters() is not [.., { Name: "request", IsOptional: true }, _]));

    [Fact]
    public void Clients_and_operations_can_be_doubled() => PublicSurface.AssertNone(PublicSurface.Methods
        .Where(m => PublicSurface.Clients.Contains(m.DeclaringType) || m.DeclaringType == typeof(ContainerOperation))
        .Where(m => !m.IsStatic && (!m.IsVirtual || (m.IsFinal && m.Name != nameof(IDisposable.Dispose)))));

    [Fact]
    public void Clients_and_operations_have_a_constructor_for_doubles() => PublicSurface.AssertNone(PublicSurface.Types
        .Where(t => PublicSurface.Clients.Contains(t) || typeof(ContainerOperation).IsAssignableFrom(t))
        .Where(t => t.GetConstructor(BindingFlags.NonPublic | BindingFlags.Instance, []) is not { IsFamily: true }));
}
