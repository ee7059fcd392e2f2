using System.Text.Json;
using System.Text.RegularExpressions;
using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Containers;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Networking;

/// <summary>Firewall rules: kept and shown, so that copying them can be seen. A local directory has no network for them to guard.</summary>
internal static partial class FirewallRoutes
{
    private const int MaxRules = 200;
    private const int MaxBytes = 65536;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/containers/{id}/firewall/rules", ListAsync);
        foreach (bool isIngress in (bool[])[true, false])
        {
            string path = "/containers/{id}/firewall/" + Direction(isIngress);
            api.MapPost(path, (HttpRequest request, string id, Caller caller, StateContext state, TimeProvider time) =>
                AddAsync(request, id, isIngress, caller, state, time));
            api.MapPatch(path, (HttpRequest request, string id, Caller caller, StateContext state, TimeProvider time) =>
                SetStateAsync(request, id, isIngress, caller, state, time));
            api.MapDelete(path, (HttpRequest request, string id, Caller caller, StateContext state, TimeProvider time) =>
                RemoveAsync(request, id, isIngress, caller, state, time));
        }

        api.MapPost("/containers/{id}/firewall/reset", ResetAsync);
    }

    private static async Task<IResult> ListAsync(string id, Caller caller, StateContext state, CancellationToken cancellationToken)
    {
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        FirewallRules rules = container.Firewall;
        return ApiResult.Ok("Firewall rules retrieved successfully", new
        {
            rules.Ingress,
            rules.Egress,
            RuleCount = rules.Ingress.Count + rules.Egress.Count,
            ByteCount = JsonSerializer.SerializeToUtf8Bytes(rules, WireJson.Options).Length,
            MaxRules,
            MaxBytes,
        });
    }

    private static async Task<IResult> AddAsync(
        HttpRequest request, string id, bool isIngress, Caller caller, StateContext state, TimeProvider time)
    {
        FirewallRule rule = ReadRule(await BodyReader.ReadAsync(request), isIngress);
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        await using var transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        FirewallRules rules = container.Firewall;
        IReadOnlyList<FirewallRule> list = rules.Of(isIngress);
        int existing = list.ToList().IndexOf(rule);
        if (existing >= 0)
        {
            return ApiResult.Ok("Firewall rule already exists", new
            {
                rules.Ingress,
                rules.Egress,
                Duplicate = true,
                DuplicateOf = new { Direction = Direction(isIngress), Index = existing },
            });
        }

        if (rules.Ingress.Count + rules.Egress.Count >= MaxRules)
        {
            throw ApiErrors.Validation("", $"the container already has {MaxRules} firewall rules");
        }

        await ChangeAsync(state, container, rules.With(isIngress, [.. list, rule]), time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ApiResult.Ok("Firewall rule added successfully", new { container.Firewall.Ingress, container.Firewall.Egress });
    }

    private static async Task<IResult> SetStateAsync(
        HttpRequest request, string id, bool isIngress, Caller caller, StateContext state, TimeProvider time)
    {
        BodyReader body = await BodyReader.ReadAsync(request);
        string ruleState = body.RequiredChoice("state", "enabled", "disabled");
        FirewallFilter filter = FirewallFilter.Read(body);
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        await using var transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        List<FirewallRule> list = [.. container.Firewall.Of(isIngress)];
        int first = list.FindIndex(filter.Fits);
        if (first < 0)
        {
            throw ApiErrors.ResourceNotFound("Firewall rule");
        }

        list[first] = list[first] with { State = ruleState };
        await ChangeAsync(state, container, container.Firewall.With(isIngress, list), time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ApiResult.Ok("Firewall rule updated successfully", new { container.Firewall.Ingress, container.Firewall.Egress });
    }

    private static async Task<IResult> RemoveAsync(
        HttpRequest request, string id, bool isIngress, Caller caller, StateContext state, TimeProvider time)
    {
        BodyReader body = await BodyReader.ReadAsync(request);
        bool isAll = body.Flag("all") ?? false;
        FirewallFilter filter = FirewallFilter.Read(body);
        if (!isAll && filter.IsEmpty)
        {
            // Nothing named is not everything meant.
            throw ApiErrors.Validation("", "must name a field of the rules to remove, or \"all\"");
        }

        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        await using var transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        ILookup<bool, FirewallRule> isRemoved = container.Firewall.Of(isIngress).ToLookup(rule => isAll || filter.Fits(rule));
        await ChangeAsync(state, container, container.Firewall.With(isIngress, [.. isRemoved[false]]), time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ApiResult.Ok("Firewall rules removed successfully", new
        {
            Direction = Direction(isIngress),
            RemovedCount = isRemoved[true].Count(),
            Removed = isRemoved[true],
        });
    }

    private static async Task<IResult> ResetAsync(
        string id, Caller caller, StateContext state, TimeProvider time, CancellationToken cancellationToken)
    {
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        await ChangeAsync(state, container, FirewallRules.Empty, time, cancellationToken);
        return ApiResult.Ok("Firewall rules reset successfully", new { Rules = container.Firewall });
    }

    private static async Task ChangeAsync(
        StateContext state, ContainerRow container, FirewallRules rules, TimeProvider time, CancellationToken cancellationToken)
    {
        container.Firewall = rules;
        container.UpdatedAt = time.GetUtcNow();
        await state.SaveChangesAsync(cancellationToken);
    }

    private static string Direction(bool isIngress) => isIngress ? "ingress" : "egress";

    private static FirewallRule ReadRule(BodyReader body, bool isIngress)
    {
        FirewallRule rule = new()
        {
            Action = body.RequiredChoice("action", "allow", "reject", "drop"),
            Protocol = body.RequiredChoice("protocol", "tcp", "udp", "icmp4"),
            Description = body.Text("description", 0, 255),
            DestinationPort = body.Text("destination_port", 1, 255, Ports()),
            SourcePort = body.Text("source_port", 1, 255, Ports()),
            Source = isIngress ? body.Text("source", 1, 512) : null,
            Destination = isIngress ? null : body.Text("destination", 1, 512),
            State = body.Choice("state", "enabled", "disabled") ?? "enabled",
            IcmpType = body.Text("icmp_type", 1, 8),
            IcmpCode = body.Text("icmp_code", 1, 8),
        };
        if (rule.Protocol is "tcp" or "udp" && rule.DestinationPort is null)
        {
            body.Fail("destination_port", "is required for tcp and udp");
        }

        body.ThrowIfInvalid();
        return rule;
    }

    [GeneratedRegex(@"\A[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*\z")]
    private static partial Regex Ports();
}
