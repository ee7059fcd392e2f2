using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Hoody.Sdk.Tests.Conventions;

/// <summary>What all public types have in common.</summary>
public class TypeTests
{
    // Assemblies that users have anyway: the runtime's own, and those that Microsoft.Extensions.Http brings.
    private static readonly string[] KnownAssemblies = ["Hoody.Sdk", "System.", "Microsoft.Extensions."];

    [Fact]
    public void Records_are_sealed() =>
        PublicSurface.AssertNone(PublicSurface.Records.Where(type => !type.IsSealed && type != typeof(HoodyModel)));

    [Fact]
    public void Records_do_not_change_once_made() => PublicSurface.AssertNone(PublicSurface.Properties
        .Where(property => PublicSurface.Records.Contains(property.DeclaringType) && property.SetMethod is { IsPublic: true } setter
            && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))));

    [Fact]
    public void Values_are_read_only_and_comparable() => PublicSurface.AssertNone(PublicSurface.Types
        .Where(type => type is { IsValueType: true, IsEnum: false })
        .Where(type => !type.IsDefined(typeof(IsReadOnlyAttribute)) || !typeof(IEquatable<>).MakeGenericType(type).IsAssignableFrom(type)));

    [Fact]
    public void No_property_is_a_collection_that_callers_could_change() =>
        PublicSurface.AssertNone(PublicSurface.Properties.Where(property => IsChangeable(property.PropertyType)));

    [Fact]
    public void No_method_gives_or_takes_a_collection_that_the_other_side_could_change() => PublicSurface.AssertNone(PublicSurface.Methods
        .Where(method => method.GetParameters().Select(p => p.ParameterType).Append(Result(method.ReturnType)).Any(IsChangeable)));

    [Fact]
    public void No_field_is_public() => PublicSurface.AssertNone(PublicSurface.Types.Where(type => !type.IsEnum)
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)).Where(field => !field.IsLiteral));

    [Fact]
    public void No_word_of_the_service_is_a_closed_enum() => PublicSurface.AssertNone(PublicSurface.Properties
        .Where(property => typeof(HoodyModel).IsAssignableFrom(property.DeclaringType))
        .Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).IsEnum));

    [Fact]
    public void Every_failure_is_a_HoodyException() => PublicSurface.AssertNone(PublicSurface.Types
        .Where(type => type.IsSubclassOf(typeof(Exception)) && !typeof(HoodyException).IsAssignableFrom(type)));

    [Fact]
    public void Everything_is_in_one_namespace() => PublicSurface.AssertNone(PublicSurface.Types
        .Where(type => type.Namespace != "Hoody.Sdk" && type.Namespace != "Microsoft.Extensions.DependencyInjection"));

    [Fact]
    public void Nothing_names_a_type_that_users_would_need_another_package_for() => PublicSurface.AssertNone(PublicSurface.Methods
        .Where(method => method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType).Concat(method.DeclaringType!.GetInterfaces())
            .Select(type => type.Assembly.GetName().Name!)
            .Any(name => !KnownAssemblies.Any(known => name.StartsWith(known, StringComparison.Ordinal)))));

    private static Type Result(Type type) => PublicSurface.IsAwaited(type) && type.IsGenericType ? type.GetGenericArguments()[0] : type;

    private static bool IsChangeable(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type)
        && !(type.IsGenericType && (type.Name.StartsWith("IReadOnly", StringComparison.Ordinal) || type.Name.StartsWith("IEnumerable", StringComparison.Ordinal)))
        && type.Namespace?.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) != true;
}
