namespace Hoody.Sdk;

/// <summary>
/// The firewall of a container. A copy gets its source's rules only with <see cref="CopyContainerRequest.CopyFirewallRules"/>, and a sync leaves
/// the copy's own. Thread-safe.
/// </summary>
/// <remarks><inheritdoc cref="ContainersClient" path="/remarks/node()"/></remarks>
public class FirewallClient
{
    private readonly ApiPipeline? _pipeline;

    /// <summary>Makes a test double.</summary>
    protected FirewallClient()
    {
    }

    internal FirewallClient(ApiPipeline pipeline) => _pipeline = pipeline;

    private ApiPipeline Pipeline => _pipeline ?? throw TestDouble.NotOverridden(nameof(FirewallClient));

    /// <summary>Gets all rules.</summary>
    public virtual Task<FirewallRules> GetRulesAsync(
        ContainerId container, RequestOptions? request = null, CancellationToken cancellationToken = default) => Pipeline.GetAsync(
            "Firewall.GetRules",
            new ApiTarget("containers/{id}/firewall/rules", container.Value),
            HoodyJsonContext.Default.FirewallRules,
            request,
            cancellationToken);

    /// <summary>Adds a rule at the end of its direction.</summary>
    /// <returns>False when the rule was there already, and nothing was changed.</returns>
    public virtual async Task<bool> AddAsync(
        ContainerId container,
        FirewallDirection direction,
        FirewallRule rule,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ApiRequest message = new("Firewall.Add", HttpMethod.Post, Rules(container, direction))
        {
            Body = ApiPipeline.Write(rule, HoodyJsonContext.Default.FirewallRule),
        };
        FirewallAddData data = await Pipeline.SendAsync(
            message, HoodyJsonContext.Default.FirewallAddData, request, cancellationToken).ConfigureAwait(false);
        return data.Duplicate != true;
    }

    /// <summary>Enables or disables the first rule that the filter fits.</summary>
    /// <exception cref="ArgumentException">The filter names no field.</exception>
    public virtual Task SetEnabledAsync(
        ContainerId container,
        FirewallDirection direction,
        FirewallRuleFilter filter,
        bool isEnabled,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ApiRequest message = new("Firewall.SetEnabled", HttpMethod.Patch, Rules(container, direction))
        {
            Body = filter.ToBody(isEnabled ? "enabled" : "disabled"),
        };
        return Pipeline.SendForNothingAsync(message, request, cancellationToken);
    }

    /// <summary>Removes the rules that the filter fits, and gets them.</summary>
    /// <exception cref="ArgumentException">The filter names no field.</exception>
    public virtual Task<IReadOnlyList<FirewallRule>> RemoveAsync(
        ContainerId container,
        FirewallDirection direction,
        FirewallRuleFilter filter,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return RemoveAsync(container, direction, filter.ToBody(state: null), request, cancellationToken);
    }

    /// <summary>Removes all rules of one direction, and gets them.</summary>
    public virtual Task<IReadOnlyList<FirewallRule>> RemoveAllAsync(
        ContainerId container,
        FirewallDirection direction,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default) =>
        RemoveAsync(container, direction, JsonBody.Write(json => json.WriteBoolean("all", true)), request, cancellationToken);

    /// <summary>Removes all rules of both directions.</summary>
    public virtual Task ResetAsync(ContainerId container, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.SendForNothingAsync(
            new ApiRequest("Firewall.Reset", HttpMethod.Post, new ApiTarget("containers/{id}/firewall/reset", container.Value)),
            request,
            cancellationToken);

    private async Task<IReadOnlyList<FirewallRule>> RemoveAsync(
        ContainerId container, FirewallDirection direction, byte[] body, RequestOptions? request, CancellationToken cancellationToken)
    {
        ApiRequest message = new("Firewall.Remove", HttpMethod.Delete, Rules(container, direction)) { Body = body };
        FirewallRemoveData data = await Pipeline.SendAsync(
            message, HoodyJsonContext.Default.FirewallRemoveData, request, cancellationToken).ConfigureAwait(false);
        return data.Removed ?? [];
    }

    private static ApiTarget Rules(ContainerId container, FirewallDirection direction) => direction switch
    {
        FirewallDirection.Ingress => new ApiTarget("containers/{id}/firewall/ingress", container.Value),
        FirewallDirection.Egress => new ApiTarget("containers/{id}/firewall/egress", container.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, "Ingress or Egress."),
    };
}
