using GiftCards.Core.Common;

namespace GiftCards.Core.Onboarding;

/// <summary>The short name is not written as one must be.</summary>
/// <param name="Least">The fewest characters.</param>
/// <param name="Most">The most characters.</param>
public sealed record ShortNameMalformed(int Least, int Most) : DomainError("short_name_malformed", ErrorKind.Refused)
{
    public override string? Field => "slug";

    public override IReadOnlyList<object> Arguments => [Least, Most];
}

/// <summary>The short name is kept for the platform itself.</summary>
public sealed record ShortNameReserved() : DomainError("short_name_reserved", ErrorKind.Refused)
{
    public override string? Field => "slug";
}

/// <summary>Another business has the short name.</summary>
public sealed record ShortNameTaken() : DomainError("short_name_taken", ErrorKind.Refused)
{
    public override string? Field => "slug";
}

/// <summary>This can no longer be changed, because the business was approved with it.</summary>
/// <param name="FieldName">The field, in camelCase.</param>
public sealed record FieldSettled(string FieldName) : DomainError("field_settled", ErrorKind.Refused)
{
    public override string? Field => FieldName;
}

/// <summary>A step of setting up is not saved yet.</summary>
/// <param name="Missing">The first of them.</param>
public sealed record StepMissing(OnboardingStep Missing) : DomainError("step_missing", ErrorKind.Refused);

/// <summary>The terms were not accepted.</summary>
public sealed record TermsNotAccepted() : DomainError("terms_not_accepted", ErrorKind.Refused)
{
    public override string? Field => "terms";
}

/// <summary>The address is none that events may be sent to.</summary>
public sealed record WebhookUrlRefused() : DomainError("webhook_url_refused", ErrorKind.Refused)
{
    public override string? Field => "url";
}
