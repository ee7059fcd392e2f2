namespace Hoody.Sdk;

/// <summary>The environment variables of a container. Their values are taken for secrets: no message repeats them. Thread-safe.</summary>
/// <remarks><inheritdoc cref="ContainersClient" path="/remarks/node()"/></remarks>
public class EnvironmentClient
{
    private const int MaxNameLength = 128;

    private readonly ApiPipeline? _pipeline;

    /// <summary>Makes a test double.</summary>
    protected EnvironmentClient()
    {
    }

    internal EnvironmentClient(ApiPipeline pipeline) => _pipeline = pipeline;

    private ApiPipeline Pipeline => _pipeline ?? throw TestDouble.NotOverridden(nameof(EnvironmentClient));

    /// <summary>Gets all variables.</summary>
    public virtual async Task<IReadOnlyDictionary<string, string>> GetAsync(
        ContainerId container, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        EnvironmentChange now = await Pipeline.GetAsync(
            "Environment.Get", Variables(container), HoodyJsonContext.Default.EnvironmentChange, request, cancellationToken).ConfigureAwait(false);
        return now.Variables;
    }

    /// <summary>Sets several variables; those that are not named stay.</summary>
    /// <exception cref="ArgumentException">A name is not that of a variable.</exception>
    public virtual Task<EnvironmentChange> SetAsync(
        ContainerId container,
        IReadOnlyDictionary<string, string> variables,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(variables);
        foreach (string name in variables.Keys)
        {
            RequireName(name);
        }

        ApiRequest message = new("Environment.Set", HttpMethod.Put, Variables(container))
        {
            Body = JsonBody.Write(json => json.WriteMap(variables)),
            Secrets = [.. variables.Values],
        };
        return Pipeline.SendAsync(message, HoodyJsonContext.Default.EnvironmentChange, request, cancellationToken);
    }

    /// <summary>Sets one variable, up to 32768 characters.</summary>
    /// <exception cref="ArgumentException">The name is not that of a variable.</exception>
    public virtual Task<EnvironmentChange> SetAsync(
        ContainerId container, string name, string value, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        ApiRequest message = new("Environment.SetOne", HttpMethod.Put, Variable(container, name))
        {
            Body = JsonBody.Write(json => json.WriteString("value", value)),
            Secrets = [value],
        };
        return Pipeline.SendAsync(message, HoodyJsonContext.Default.EnvironmentChange, request, cancellationToken);
    }

    /// <summary>Removes one variable.</summary>
    public virtual Task RemoveAsync(
        ContainerId container, string name, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.SendForNothingAsync(
            new ApiRequest("Environment.Remove", HttpMethod.Delete, Variable(container, name)), request, cancellationToken);

    private static ApiTarget Variables(ContainerId container) => new("containers/{id}/env", container.Value);

    private static ApiTarget Variable(ContainerId container, string name) =>
        new("containers/{id}/env/{key}", container.Value, RequireName(name));

    private static string RequireName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool isName = name.Length is > 0 and <= MaxNameLength && !char.IsAsciiDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return isName
            ? name
            : throw new ArgumentException($"A variable's name has 1 to {MaxNameLength} letters, digits or '_', and no digit first.", nameof(name));
    }
}
