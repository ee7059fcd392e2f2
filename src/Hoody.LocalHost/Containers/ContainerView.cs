using System.Text.Json.Nodes;
using System.Text.Json;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.ProxyAliases;
using Hoody.LocalHost.Servers;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Containers;

/// <summary>A container as the API shows it. Which keys there are depends on the answer, hence an object that is filled, not a record.</summary>
internal sealed class ContainerView
{
    private readonly ContainerRow _container;
    private readonly ProjectRow _project;
    private readonly ServerRow _server;
    private readonly JsonObject _json = [];

    private ContainerView(ContainerRow container, ProjectRow project, ServerRow server)
    {
        (_container, _project, _server) = (container, project, server);
        AddPlace();
        AddSettings();
        AddAccess();
    }

    /// <summary>The answer to create, which knows no source.</summary>
    public static JsonObject Created(ContainerRow container, ProjectRow project, ServerRow server) =>
        new ContainerView(container, project, server)._json;

    /// <summary>The answer to copy and update.</summary>
    public static JsonObject Changed(ContainerRow container, ProjectRow project, ServerRow server, int aliasCount = 0) =>
        new ContainerView(container, project, server).AddSource().AddAliases(aliasCount)._json;

    /// <summary>The elements of a list, in the order of <paramref name="containers"/>.</summary>
    public static async Task<List<JsonObject>> ListAsync(
        StateContext state, IReadOnlyCollection<ContainerRow> containers, ContainerInclusions more, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<string> ids = [.. containers.Select(container => container.Id)];
        List<string> projectIds = [.. containers.Select(container => container.ProjectId).Distinct()];
        Dictionary<string, ProjectRow> projects = await state.Projects.AsNoTracking()
            .Where(project => projectIds.Contains(project.Id)).ToDictionaryAsync(project => project.Id, cancellationToken);
        Dictionary<string, ServerRow> servers = await state.Servers.AsNoTracking().ToDictionaryAsync(server => server.Id, cancellationToken);
        Dictionary<string, int> snapshots = await state.Snapshots
            .Where(snapshot => ids.Contains(snapshot.ContainerId) && (snapshot.ExpiresAt == null || snapshot.ExpiresAt > now))
            .GroupBy(snapshot => snapshot.ContainerId)
            .ToDictionaryAsync(group => group.Key, group => group.Count(), cancellationToken);
        List<ProxyAliasRow> aliases = await state.ProxyAliases.AsNoTracking()
            .Where(alias => ids.Contains(alias.ContainerId)).OrderBy(alias => alias.CreatedAt).ToListAsync(cancellationToken);
        ILookup<string, ProxyAliasRow> aliasesOf = aliases.ToLookup(alias => alias.ContainerId);
        return [.. containers.Select(container => new ContainerView(container, projects[container.ProjectId], servers[container.ServerId])
            .AddSource().AddHistory(snapshots.GetValueOrDefault(container.Id)).AddAliases(aliasesOf[container.Id].Count())
            .AddMore(more, aliasesOf[container.Id])._json)];
    }

    private void AddPlace()
    {
        _json["id"] = _container.Id;
        _json["project_id"] = _project.Id;
        _json["project_alias"] = _project.Alias;
        _json["server_id"] = _server.Id;
        _json["server_name"] = _server.Name;
        _json["server"] = JsonSerializer.SerializeToNode(ServerView.InContainer(_server), WireJson.Options);
        _json["ssh_hostname"] = $"{_project.Id}-{_container.Id}-ssh.{_server.Name}.containers.localhost";
        _json["name"] = _container.Name;
        _json["color"] = _container.Color;
        _json["container_image"] = _container.ContainerImage;
    }

    private void AddSettings()
    {
        _json["ai"] = _container.Ai;
        _json["hoody_kit"] = _container.HoodyKit;
        _json["dev_kit"] = _container.DevKit;
        _json["kvm"] = _container.Kvm;
        _json["autostart"] = _container.Autostart;
        _json["ramdisk"] = _container.Ramdisk;
        _json["ramdisk_scope"] = _container.RamdiskScope;
        _json["prespawn"] = false;
        _json["is_default"] = false;
        _json["status"] = Node(_container.State);
        _json["environment_vars"] = Node(_container.EnvironmentVariables);
        _json["volumes"] = new JsonObject();
        _json["comment"] = _container.Comment;
        _json["created_at"] = Node(_container.CreatedAt);
        _json["updated_at"] = Node(_container.UpdatedAt);
        _json["realm_ids"] = Node(_container.RealmIds);
        _json["pool_id"] = null;
    }

    private void AddAccess()
    {
        _json["ssh_public_key"] = _container.SshPublicKey;
        _json["ssh_key_fingerprint"] = _container.SshKeyFingerprint;
        _json["ssh_key_installed_at"] = Node(_container.SshKeyInstalledAt);
        AddAliases(0);
        _json["has_proxy_permissions"] = false;
        _json["proxy_permissions_scope"] = "none";
    }

    private ContainerView AddSource()
    {
        _json["source_container_id"] = _container.SourceContainerId;
        return this;
    }

    private ContainerView AddHistory(int snapshotCount)
    {
        _json["server_expired"] = false;
        _json["server_expired_at"] = null;
        _json["server_expired_reason"] = null;
        _json["snapshot_count"] = snapshotCount;
        _json["last_used_snapshot"] = _container.LastUsedSnapshot;
        return this;
    }

    private ContainerView AddAliases(int count)
    {
        _json["has_proxy_domains"] = count > 0;
        _json["proxy_domains_count"] = count;
        return this;
    }

    private ContainerView AddMore(ContainerInclusions more, IEnumerable<ProxyAliasRow> aliases)
    {
        if (more.Runtime)
        {
            // There is none to tell of: the files are a directory, and no process runs in it.
            _json["runtime_info"] = null;
        }

        if (more.ProxyDomains)
        {
            _json["proxy_domains"] = Node(aliases.Select(alias => AliasView.Of(alias, _server.Name)));
        }

        if (more.ProxyPermissions)
        {
            _json["proxy_permissions"] = new JsonObject();
            _json["project_proxy_permissions"] = new JsonObject();
        }

        return this;
    }

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, WireJson.Options);
}
