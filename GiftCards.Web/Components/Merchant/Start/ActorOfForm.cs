using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Web.Security;

namespace GiftCards.Web.Components.Merchant.Start;

/// <summary>Who fills a form in: staff of the business they chose, else the person themselves.</summary>
internal sealed class ActorOfForm(ActorResolver resolver)
{
    public async Task<Actor> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (SignInClaims.UserOf(context.User) is not { } user)
        {
            return new Actor.Anonymous(VisitorAddress.Of(context));
        }

        var staff = await resolver.StaffAsync(user, ChosenMerchant.Of(context), cancellationToken);
        return staff is null ? new Actor.Buyer(user) : staff;
    }
}
