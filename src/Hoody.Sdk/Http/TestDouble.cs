namespace Hoody.Sdk;

/// <summary>The clients have parameterless constructors for test doubles; what a double does not override has nothing to call.</summary>
internal static class TestDouble
{
    public static InvalidOperationException NotOverridden(string typeName) =>
        new($"This {typeName} was made by its parameterless constructor, for a test double, which must override the members it uses.");
}
