using GiftCards.Core.Common;
using GiftCards.Core.Persistence.Postgres;
using GiftCards.Core.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace GiftCards.Core.Persistence;

/// <summary>Lets the migrations tool make the SQLite model without a running application.</summary>
internal sealed class SqliteDesignFactory : IDesignTimeDbContextFactory<SqliteGiftCardsDbContext>
{
    public SqliteGiftCardsDbContext CreateDbContext(string[] args) => new(
        new DbContextOptionsBuilder<SqliteGiftCardsDbContext>()
            .UseSqlite("Data Source=:memory:")
            .UseApplicationServiceProvider(IdentityStore.Services)
            .Options,
        DesignProtector.Instance);
}

/// <summary>Lets the migrations tool make the PostgreSQL model without a running application.</summary>
internal sealed class PostgresDesignFactory : IDesignTimeDbContextFactory<PostgresGiftCardsDbContext>
{
    public PostgresGiftCardsDbContext CreateDbContext(string[] args) => new(
        new DbContextOptionsBuilder<PostgresGiftCardsDbContext>()
            .UseNpgsql("Host=nowhere")
            .UseApplicationServiceProvider(IdentityStore.Services)
            .Options,
        DesignProtector.Instance);
}

/// <summary>A protector that protects nothing: the shape of the model does not depend on keys.</summary>
internal static class DesignProtector
{
    public static readonly Protector Instance = new(new SecretKeys([Zero], [Zero], [Zero]));

    private static SecretKey Zero => new("design", new byte[32]);
}
