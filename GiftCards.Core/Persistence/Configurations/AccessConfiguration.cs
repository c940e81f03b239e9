using GiftCards.Core.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.Ignore(u => u.UserId);

        // Encrypted text is longer than the address it holds.
        user.Property(u => u.Email).HasMaxLength(1024);
        user.Property(u => u.UserName).HasMaxLength(1024);
        user.Property(u => u.PhoneNumber).HasMaxLength(1024);
    }
}

internal sealed class StaffMemberConfiguration : IEntityTypeConfiguration<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> member)
    {
        member.ToTable("Staff");
        member.HasKey(m => new { m.MerchantId, m.UserId });
        member.HasIndex(m => m.UserId);
        member.Property(m => m.ShiftDays).HasConversion<int?>();
        member.Ignore(m => m.Shift);
        member.HasQueryFilter(StaffMember.Present, m => m.RemovedAt == null);
    }
}

internal sealed class RoleGrantConfiguration : IEntityTypeConfiguration<RoleGrant>
{
    public void Configure(EntityTypeBuilder<RoleGrant> grant)
    {
        grant.ToTable("RoleGrants");
        grant.HasKey(g => new { g.MerchantId, g.Role });
        grant.Property(g => g.Permissions).HasConversion<int>();
    }
}

internal sealed class InvitationConfiguration : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.ToTable("Invitations");
        invitation.HasKey(i => new { i.MerchantId, i.Id });
        invitation.HasIndex(i => i.TokenHash).IsUnique();

        // One invitation of an address waits at a time; asking again replaces it.
        invitation.HasIndex(i => new { i.MerchantId, i.EmailHash }).IsUnique().HasFilter("ended_at IS NULL");
        invitation.Property(i => i.Email).HasMaxLength(1024);
    }
}

internal sealed class ApiKeyDayConfiguration : IEntityTypeConfiguration<ApiKeyDay>
{
    public void Configure(EntityTypeBuilder<ApiKeyDay> day)
    {
        day.ToTable("ApiKeyDays");
        day.HasKey(d => new { d.MerchantId, d.KeyId, d.Day });
    }
}

internal sealed class AdministratorConfiguration : IEntityTypeConfiguration<Administrator>
{
    public void Configure(EntityTypeBuilder<Administrator> administrator)
    {
        administrator.ToTable("Administrators");
        administrator.HasKey(a => a.UserId);
        administrator.Property(a => a.Permissions).HasConversion<int>();
    }
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.ToTable("ApiKeys");
        key.HasKey(k => new { k.MerchantId, k.Id });
        key.HasIndex(k => k.Hash).IsUnique();
        key.Property(k => k.Scopes).HasConversion<int>();
    }
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.ToTable("Sessions");
        session.HasKey(s => s.Id);
        session.HasIndex(s => s.AccessTokenHash).IsUnique();
        session.HasIndex(s => s.UserId);
        session.Property(s => s.Address).HasMaxLength(1024);
        session.Property(s => s.UserAgent).HasMaxLength(1024);
    }
}

internal sealed class AuthenticatorConfiguration : IEntityTypeConfiguration<Authenticator>
{
    public void Configure(EntityTypeBuilder<Authenticator> authenticator)
    {
        authenticator.ToTable("Authenticators");
        authenticator.HasKey(a => a.UserId);
        authenticator.Property(a => a.Secret).HasMaxLength(1024);
    }
}

internal sealed class RecoveryCodeConfiguration : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> code)
    {
        code.ToTable("RecoveryCodes");
        code.HasKey(c => new { c.UserId, c.Hash });
        code.Property(c => c.Hash).HasMaxLength(64);
    }
}

internal sealed class RefreshTokenConfiguration : IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<RefreshToken> token)
    {
        token.ToTable("RefreshTokens");
        token.HasKey(t => t.Hash);
        token.HasIndex(t => t.SessionId);
    }
}

internal sealed class AttemptCountConfiguration : IEntityTypeConfiguration<AttemptCount>
{
    public void Configure(EntityTypeBuilder<AttemptCount> count)
    {
        count.ToTable("AttemptCounts");
        count.HasKey(c => new { c.Subject, c.WindowStart });
        count.HasIndex(c => c.EndsAt);
    }
}

internal sealed class DataProtectionKeyConfiguration : IEntityTypeConfiguration<DataProtectionKey>
{
    public void Configure(EntityTypeBuilder<DataProtectionKey> key) => key.ToTable("DataProtectionKeys");
}
