using System.Data.Common;
using GiftCards.Core.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace GiftCards.Core.Persistence.Postgres;

/// <summary>
/// Names the merchant to the database's row-level security when a confined context speaks to it first. The name rides
/// in front of the query, in the same round trip. Whatever may have undone it (another connection, a rollback, a
/// failure) makes the next command name it again; a command that goes around this sees nothing.
/// </summary>
internal sealed class MerchantSession : IDbCommandInterceptor, IDbConnectionInterceptor, IDbTransactionInterceptor
{
    public static readonly MerchantSession Instance = new();

    public InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        if (Name(command, eventData) is { } separate)
        {
            using (separate)
            {
                separate.ExecuteNonQuery();
            }
        }

        return result;
    }

    public async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        await NameAsync(command, eventData, cancellationToken);
        return result;
    }

    public InterceptionResult<int> NonQueryExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        if (Name(command, eventData) is { } separate)
        {
            using (separate)
            {
                separate.ExecuteNonQuery();
            }
        }

        return result;
    }

    public async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default)
    {
        await NameAsync(command, eventData, cancellationToken);
        return result;
    }

    public void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Forget(eventData);

    public Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) =>
        ForgetAsync(eventData);

    public void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Forget(eventData);

    public Task CommandFailedAsync(
        DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default) =>
        ForgetAsync(eventData);

    public void CommandCanceled(DbCommand command, CommandEndEventData eventData) => Forget(eventData);

    public Task CommandCanceledAsync(
        DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default) =>
        ForgetAsync(eventData);

    public void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) =>
        Forget(eventData);

    public Task TransactionRolledBackAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        ForgetAsync(eventData);

    public void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData) => Forget(eventData);

    public Task TransactionFailedAsync(
        DbTransaction transaction,
        TransactionErrorEventData eventData,
        CancellationToken cancellationToken = default) =>
        ForgetAsync(eventData);

    public void RolledBackToSavepoint(DbTransaction transaction, TransactionEventData eventData) => Forget(eventData);

    public Task RolledBackToSavepointAsync(
        DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default) =>
        ForgetAsync(eventData);

    private static async Task NameAsync(
        DbCommand command, CommandEventData eventData, CancellationToken cancellationToken)
    {
        if (Name(command, eventData) is { } separate)
        {
            await using (separate)
            {
                await separate.ExecuteNonQueryAsync(cancellationToken);
            }
        }
    }

    /// <summary>
    /// Puts the name in front; answers with a command to send before, where the text must stay as it is.
    /// </summary>
    private static DbCommand? Name(DbCommand command, CommandEventData eventData)
    {
        if (eventData.Context is not GiftCardsDbContext { Confinement: { IsNamed: false } confinement })
        {
            return null;
        }

        confinement.IsNamed = true;

        // The id is a UUID of ours, so there is nothing to escape; SET takes no parameters.
        var sentence = $"SET {PostgresSessions.Setting} = '{confinement.Merchant.Value}'";

        // EF counts the results of what it saves, statement by statement.
        if (eventData.CommandSource is not CommandSource.SaveChanges)
        {
#pragma warning disable CA2100 // The sentence above, and the text that EF made.
            command.CommandText = $"{sentence};\n{command.CommandText}";
#pragma warning restore CA2100
            return null;
        }

        var separate = command.Connection!.CreateCommand();
        separate.Transaction = command.Transaction;
#pragma warning disable CA2100 // The sentence above.
        separate.CommandText = sentence;
#pragma warning restore CA2100
        return separate;
    }

    private static void Forget(DbContextEventData eventData)
    {
        if (eventData.Context is GiftCardsDbContext { Confinement: { } confinement })
        {
            confinement.IsNamed = false;
        }
    }

    private static Task ForgetAsync(DbContextEventData eventData)
    {
        Forget(eventData);
        return Task.CompletedTask;
    }
}

/// <summary>To which merchant a context's session is confined, and whether its database knows that by now.</summary>
internal sealed class Confinement(MerchantId merchant)
{
    public MerchantId Merchant => merchant;

    public bool IsNamed { get; set; }
}
