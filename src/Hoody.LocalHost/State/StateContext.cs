using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Hoody.LocalHost.State;

/// <summary>The host's state in SQLite: who owns what, what stands where, and which work is outstanding.</summary>
internal sealed class StateContext(DbContextOptions<StateContext> options) : DbContext(options)
{
    public DbSet<AccountRow> Accounts => Set<AccountRow>();

    public DbSet<TokenRow> Tokens => Set<TokenRow>();

    public DbSet<ServerRow> Servers => Set<ServerRow>();

    public DbSet<ProjectRow> Projects => Set<ProjectRow>();

    public DbSet<ContainerRow> Containers => Set<ContainerRow>();

    public DbSet<SnapshotRow> Snapshots => Set<SnapshotRow>();

    public DbSet<StatusLogRow> StatusLogs => Set<StatusLogRow>();

    public DbSet<ProxyAliasRow> ProxyAliases => Set<ProxyAliasRow>();

    public DbSet<OperationRow> Operations => Set<OperationRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite has no type for times: milliseconds of the Unix epoch sort and compare, and are what the API shows.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MillisecondsConverter>();
        configurationBuilder.Properties<ContainerState>().HaveConversion<string>();
        configurationBuilder.Properties<OperationKind>().HaveConversion<string>();
        configurationBuilder.Properties<OperationState>().HaveConversion<string>();
        configurationBuilder.Properties<List<string>>().HaveConversion<JsonConverter<List<string>>, JsonComparer<List<string>>>();
        configurationBuilder.Properties<Dictionary<string, string>>()
            .HaveConversion<JsonConverter<Dictionary<string, string>>, JsonComparer<Dictionary<string, string>>>();
        configurationBuilder.Properties<FirewallRules>().HaveConversion<JsonConverter<FirewallRules>, JsonComparer<FirewallRules>>();
        configurationBuilder.Properties<NetworkSettings>().HaveConversion<JsonConverter<NetworkSettings>, JsonComparer<NetworkSettings>>();
        configurationBuilder.Properties<TokenDetails>().HaveConversion<JsonConverter<TokenDetails>, JsonComparer<TokenDetails>>();
        configurationBuilder.Properties<OperationArguments>().HaveConversion<JsonConverter<OperationArguments>>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<AccountRow>().ToTable("accounts");
        modelBuilder.Entity<TokenRow>(row =>
        {
            row.ToTable("tokens").HasIndex(token => token.HashPrefix);
            row.HasOne<AccountRow>().WithMany().HasForeignKey(token => token.AccountId);
        });
        modelBuilder.Entity<ServerRow>().ToTable("servers").HasIndex(server => server.Name).IsUnique();
        modelBuilder.Entity<ProjectRow>(row =>
        {
            row.ToTable("projects").HasIndex(project => new { project.AccountId, project.Alias }).IsUnique().HasFilter("\"IsDeleted\" = 0");
            row.HasOne<AccountRow>().WithMany().HasForeignKey(project => project.AccountId);
        });
        modelBuilder.Entity<ContainerRow>(ConfigureContainer);
        modelBuilder.Entity<SnapshotRow>(row =>
        {
            row.ToTable("snapshots").HasKey(snapshot => new { snapshot.ContainerId, snapshot.Name });
            row.HasOne<ContainerRow>().WithMany().HasForeignKey(snapshot => snapshot.ContainerId);
        });
        modelBuilder.Entity<StatusLogRow>(row =>
        {
            row.ToTable("status_logs").HasIndex(log => new { log.ContainerId, log.TransitionTime });
            row.HasOne<ContainerRow>().WithMany().HasForeignKey(log => log.ContainerId);
        });
        modelBuilder.Entity<ProxyAliasRow>(row =>
        {
            // A name is one on its server, whoever has it, and one in its account, wherever it is.
            row.ToTable(StateSchema.ProxyAliases).HasIndex(alias => new { alias.ServerId, alias.Alias }).IsUnique();
            row.HasIndex(alias => new { alias.AccountId, alias.Alias }).IsUnique();
            row.HasOne<ContainerRow>().WithMany().HasForeignKey(alias => alias.ContainerId);
        });

        // No foreign key to the container: the record of its deletion outlives it.
        modelBuilder.Entity<OperationRow>(row =>
        {
            row.ToTable("operations").HasIndex(operation => new { operation.ContainerId, operation.CreatedAt });
            row.HasIndex(operation => operation.State);
        });
    }

    private static void ConfigureContainer(EntityTypeBuilder<ContainerRow> row)
    {
        row.ToTable("containers").HasIndex(container => new { container.ProjectId, container.Name }).IsUnique();
        row.HasIndex(container => container.SshKeyFingerprint).IsUnique();
        row.HasIndex(container => new { container.AccountId, container.CreatedAt });
        row.HasOne<ProjectRow>().WithMany().HasForeignKey(container => container.ProjectId);
        row.HasOne<ServerRow>().WithMany().HasForeignKey(container => container.ServerId);
    }

    private sealed class MillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

    private sealed class JsonConverter<T>() : ValueConverter<T, string>(
        value => JsonSerializer.Serialize(value, JsonSerializerOptions.Default),
        text => JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Default)!); // the column is not nullable where this is used

    // Values are compared and copied by their text: the objects are small, and changed as a whole or not at all.
    private sealed class JsonComparer<T>() : ValueComparer<T>(
        (left, right) => JsonSerializer.Serialize(left, JsonSerializerOptions.Default)
            == JsonSerializer.Serialize(right, JsonSerializerOptions.Default),
        value => JsonSerializer.Serialize(value, JsonSerializerOptions.Default).GetHashCode(StringComparison.Ordinal),
        value => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, JsonSerializerOptions.Default), JsonSerializerOptions.Default)!);
}
