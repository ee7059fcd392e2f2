using System.Reflection;
using System.Runtime.CompilerServices;

namespace Hoody.Sdk.Tests.Conventions;

/// <summary>All that users of the client can name.</summary>
internal static class PublicSurface
{
    public static Assembly Assembly => typeof(HoodyClient).Assembly;

    public static IReadOnlyList<Type> Types { get; } =
        [.. Assembly.GetExportedTypes().Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)))];

    public static IEnumerable<Type> Clients => Types.Where(type => type.Name.EndsWith("Client", StringComparison.Ordinal));

    public static IEnumerable<Type> Records => Types.Where(type => type.GetMethod("<Clone>$") is not null);

    public static IEnumerable<MethodInfo> Methods => Types.SelectMany(type => type.GetMethods(Declared)).Where(method => !IsGenerated(method));

    public static IEnumerable<PropertyInfo> Properties => Types.SelectMany(type => type.GetProperties(Declared));

    public static IEnumerable<MethodInfo> AwaitedMethods => Methods.Where(method => IsAwaited(method.ReturnType));

    private static BindingFlags Declared =>
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Fails with the names of those that break a rule.</summary>
    public static void AssertNone(IEnumerable<MemberInfo> offenders) =>
        Assert.Equal("", string.Join(", ", offenders.Select(member => $"{member.DeclaringType?.Name}.{member.Name}")));

    public static bool IsAwaited(Type type) => typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask) || (type.IsGenericType
        && new[] { typeof(ValueTask<>), typeof(AsyncPageable<>), typeof(IAsyncEnumerable<>), typeof(IAsyncEnumerator<>) }
            .Contains(type.GetGenericTypeDefinition()));

    /// <summary>What the compiler writes: accessors, and the members that make a record one.</summary>
    public static bool IsGenerated(MethodBase method) =>
        method.IsSpecialName || method.IsDefined(typeof(CompilerGeneratedAttribute)) || method.Name == "<Clone>$";
}
