using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.State;

/// <summary>Makes the tables of a new state file, brings an older one up to date, and refuses one that is not ours or is newer than we are.</summary>
internal static class StateSchema
{
    /// <summary>The schema that this code reads and writes; SQLite's <c>user_version</c> holds it.</summary>
    public const long Version = 2;

    public const string ProxyAliases = "proxy_aliases";

    private const long VersionWithoutAliases = 1;

    /// <summary>"Hdy1" as a big-endian number: SQLite's <c>application_id</c>, which tells our files from others.</summary>
    private const long ApplicationId = 0x48647931;

    public static async Task EnsureAsync(StateContext state, string path, CancellationToken cancellationToken)
    {
        await state.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            long version = await ReadPragmaAsync(state, "user_version", cancellationToken);
            long application = await ReadPragmaAsync(state, "application_id", cancellationToken);
            if (version == 0 && application == 0 && await CountTablesAsync(state, cancellationToken) == 0)
            {
                await CreateAsync(state, cancellationToken);
            }
            else if (application != ApplicationId)
            {
                throw new HoodyHostException($"'{path}' is not a state file of this host: give another data folder.");
            }
            else if (version == VersionWithoutAliases)
            {
                await AddAliasesAndTokenDetailsAsync(state, cancellationToken);
            }
            else if (version != Version)
            {
                throw new HoodyHostException(
                    $"'{path}' has schema version {version}, this host knows version {Version}: use the host that wrote it. Nothing was changed.");
            }

            await state.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw new HoodyHostException($"'{path}' cannot be opened as a state file: {exception.Message}", exception);
        }
        finally
        {
            await state.Database.CloseConnectionAsync();
        }
    }

    private static Task CreateAsync(StateContext state, CancellationToken cancellationToken) => ExecuteAsync(
        state,
        state.Database.GenerateCreateScript() + $"PRAGMA application_id = {ApplicationId};\nPRAGMA user_version = {Version};\n",
        cancellationToken);

    // What is new as a whole is made as in a new file, so that the two cannot differ; what was there grows columns.
    private static Task AddAliasesAndTokenDetailsAsync(StateContext state, CancellationToken cancellationToken)
    {
        string[] newTable =
        [
            .. state.Database.GenerateCreateScript().Split(";\n").Where(statement => statement.Contains($"\"{ProxyAliases}\"", StringComparison.Ordinal)),
        ];
        return ExecuteAsync(
            state,
            $"""
             {string.Join(";\n", newTable)};
             ALTER TABLE "tokens" ADD COLUMN "Prefix" TEXT NOT NULL DEFAULT '';
             ALTER TABLE "tokens" ADD COLUMN "Details" TEXT NOT NULL DEFAULT '{JsonSerializer.Serialize(new TokenDetails(), JsonSerializerOptions.Default)}';
             ALTER TABLE "tokens" ADD COLUMN "IsEnabled" INTEGER NOT NULL DEFAULT 1;
             ALTER TABLE "tokens" ADD COLUMN "ExpiresAt" INTEGER NULL;
             ALTER TABLE "tokens" ADD COLUMN "ChangedAt" INTEGER NULL;
             PRAGMA user_version = {Version};
             """,
            cancellationToken);
    }

    // Tables and version in one transaction: a host killed in between leaves the file as it was, and the next start does it again.
    private static async Task ExecuteAsync(StateContext state, string script, CancellationToken cancellationToken)
    {
        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        await using DbCommand command = state.Database.GetDbConnection().CreateCommand();
        command.Transaction = transaction.GetDbTransaction();

        // Not through EF, which would take the braces of a default value for its own.
        command.CommandText = script;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static Task<long> ReadPragmaAsync(StateContext state, string name, CancellationToken cancellationToken) =>
        ReadNumberAsync(state, $"PRAGMA {name};", cancellationToken);

    private static Task<long> CountTablesAsync(StateContext state, CancellationToken cancellationToken) =>
        ReadNumberAsync(state, "SELECT count(*) FROM sqlite_schema;", cancellationToken);

    private static async Task<long> ReadNumberAsync(StateContext state, string sql, CancellationToken cancellationToken)
    {
        await using DbCommand command = state.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L);
    }
}
