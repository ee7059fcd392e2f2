using System.Reflection;
using System.Xml.Linq;

namespace Hoody.Sdk.Tests.Conventions;

/// <summary>What users read in their editor. That there is a comment, the compiler sees to; these look at what it says.</summary>
public class DocumentationTests
{
    private static readonly Dictionary<string, XElement> Members = XDocument
        .Load(Path.ChangeExtension(PublicSurface.Assembly.Location, ".xml")).Descendants("member").ToDictionary(m => m.Attribute("name")!.Value);

    [Fact]
    public void Every_type_says_what_it_is() => PublicSurface.AssertNone(PublicSurface.Types.Where(type => !IsSaid($"T:{type.FullName}")));

    [Fact]
    public void Every_property_says_what_it_holds() => PublicSurface.AssertNone(PublicSurface.Properties
        .Where(property => !IsSaid($"P:{property.DeclaringType!.FullName}.{property.Name}") && !IsParameter(property)));

    [Fact]
    public void Every_method_says_what_it_does() => PublicSurface.AssertNone(PublicSurface.Methods
        .Where(method => !Of(method).Any() || !Of(method).All(IsSaid)));

    [Fact]
    public void Every_client_and_operation_says_that_threads_may_share_it() => PublicSurface.AssertNone(PublicSurface.Clients
        .Append(typeof(ContainerOperation))
        .Where(type => !Summary($"T:{type.FullName}").Contains("Thread-safe", StringComparison.Ordinal)));

    [Fact]
    public void Every_sentence_ends_as_one() => Assert.Equal("", string.Join(", ", Members
        .Where(member => member.Value.Element("summary") is { } summary && !summary.Value.TrimEnd().EndsWith('.'))
        .Select(member => member.Key)));

    [Fact]
    public void Every_exception_that_is_named_says_when() => Assert.Equal("", string.Join(", ", Members
        .Where(member => member.Value.Elements("exception").Any(exception => exception.Value.Trim().Length == 0 && !exception.HasElements))
        .Select(member => member.Key)));

    private static IEnumerable<string> Of(MethodInfo method)
    {
        string name = $"M:{method.DeclaringType!.FullName}.{method.Name}";
        return Members.Keys.Where(key => key == name || key.StartsWith($"{name}(", StringComparison.Ordinal) || key.StartsWith($"{name}`", StringComparison.Ordinal));
    }

    private static bool IsSaid(string name) =>
        Members.TryGetValue(name, out XElement? member) && (Summary(name).Length > 0 || member.Element("inheritdoc") is not null);

    private static string Summary(string name) => Members.TryGetValue(name, out XElement? member) ? $"{member.Element("summary")?.Value.Trim()}" : "";

    /// <summary>A property of a record's first line is described there.</summary>
    private static bool IsParameter(PropertyInfo property) => Members.TryGetValue($"T:{property.DeclaringType!.FullName}", out XElement? type)
        && type.Elements("param").Any(parameter => parameter.Attribute("name")!.Value == property.Name && parameter.Value.Trim().Length > 0);
}
