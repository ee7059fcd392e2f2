using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.State;

/// <summary>Makes the tables of a new state file, and refuses a file that is not ours or is newer than we are.</summary>
internal static class StateSchema
{
    /// <summary>The schema that this code reads and writes; SQLite's <c>user_version</c> holds it.</summary>
    public const long Version = 1;

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

    // Tables and version in one transaction: a host killed in between leaves an empty file, which the next start fills.
    private static async Task CreateAsync(StateContext state, CancellationToken cancellationToken)
    {
        string script = state.Database.GenerateCreateScript()
            + $"PRAGMA application_id = {ApplicationId};\nPRAGMA user_version = {Version};\n";
        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        await state.Database.ExecuteSqlRawAsync(script, cancellationToken);
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
