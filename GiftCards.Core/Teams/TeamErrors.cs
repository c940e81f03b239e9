using GiftCards.Core.Common;

namespace GiftCards.Core.Teams;

/// <summary>The last owner of a merchant stays its owner until there is another.</summary>
public sealed record LastOwner() : DomainError("last_owner", ErrorKind.Conflict);

/// <summary>The person works at the merchant already.</summary>
public sealed record AlreadyMember() : DomainError("already_member", ErrorKind.Conflict);

/// <summary>The invitation was sent to another address than that of whoever is signed in.</summary>
public sealed record InvitationForAnother() : DomainError("invitation_for_another", ErrorKind.Refused);
