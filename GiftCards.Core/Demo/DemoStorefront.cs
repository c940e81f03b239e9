using System.Security.Cryptography;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Favourites;
using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reviews;

namespace GiftCards.Core.Demo;

/// <summary>What the demo world's merchants show of themselves: places with hours, pictures, what people say.</summary>
internal sealed class DemoStorefront(
    GiftCardsDbContext context, Protector protector, DemoLedger ledger, DateTimeOffset now)
{
    private static readonly string[] Reviewers =
        ["Amira Haddad", "Ben Novak", "Chloé Martin", "Diego Rivera", "Elena Petrova", "Hana Sato", "Omar Khan"];

    // How many stars, and in which words; each reviewer goes on where the one before stopped.
    private static readonly (int Rating, string Text)[] Opinions =
    [
        (5, "Exactly the present I hoped it would be. They knew about the card before I had finished my sentence."),
        (4, "Lovely people. Book ahead for a Saturday."),
        (5, "I gave one to my sister and she has been back twice."),
        (3, "Good work, but I waited twenty minutes although I had an appointment."),
        (5, "Calm, friendly, and the card worked at the first try."),
        (4, "A little dear, and worth it."),
        (5, ""),
    ];

    // Second and third places of those who have them.
    private static readonly (string Slug, string Name, string Address, string City)[] Branches =
    [
        (DemoMerchants.Glamour, "Dubai Marina", "Marina Walk, Tower 4", "Dubai"),
        (DemoMerchants.Glamour, "Yas Island", "Yas Mall, level 1", "Abu Dhabi"),
        (DemoMerchants.Grove, "Valencia Street", "788 Valencia Street", "San Francisco"),
        (DemoMerchants.Grove, "Oakland", "4100 Piedmont Avenue", "Oakland"),
        ("barberia-norte", "Lavapiés", "Calle de Argumosa 18", "Madrid"),
    ];

    private static readonly string[] Captions =
        ["The front room in the morning", "Where the work is done", "After closing time"];

    private static readonly HashSet<string> Pictured =
        [DemoMerchants.Glamour, DemoMerchants.Grove, DemoMerchants.Sakura, DemoMerchants.Pearl];

    public void Write(IReadOnlyList<DemoMerchant> businesses, UserId uploader)
    {
        var reviewers = AddReviewers();
        for (var i = 0; i < businesses.Count; i++)
        {
            var merchant = businesses[i].Merchant;
            AddPlaces(merchant);
            if (Pictured.Contains(merchant.Slug))
            {
                AddPictures(merchant, uploader);
            }

            // The last merchant is new and nobody has said anything yet.
            if (i < businesses.Count - 1)
            {
                Review(businesses[i], reviewers, i);
            }
        }

        businesses[0].Merchant.FeaturedAt = now.AddDays(-3);
        businesses[2].Merchant.FeaturedAt = now.AddDays(-2);
        businesses[4].Merchant.FeaturedAt = now.AddDays(-1);
        context.Add(new Favourite { MerchantId = businesses[1].Merchant.Id, UserId = reviewers[0], CreatedAt = now });
    }

    private List<UserId> AddReviewers()
    {
        List<UserId> people = [];
        foreach (var name in Reviewers)
        {
            var email = $"{SearchText.Fold(name).Replace(' ', '.')}@mail.example";
            var index = Convert.ToHexString(protector.HashEmail(email));
            var user = new User
            {
                Id = Guid.CreateVersion7(now),
                Email = email,
                NormalizedEmail = index,
                UserName = email,
                NormalizedUserName = index,
                DisplayName = name,
                SecurityStamp = RandomNumberGenerator.GetHexString(32),
                CreatedAt = now.AddDays(-300),
            };
            context.Add(user);
            people.Add(user.UserId);
        }

        return people;
    }

    private void AddPlaces(Merchant merchant)
    {
        var position = 0;
        foreach (var (name, address, city) in Branches.Where(branch => branch.Slug == merchant.Slug)
            .Select(branch => (branch.Name, branch.Address, branch.City))
            .Prepend((merchant.Address.Split(',')[^1].Trim(), merchant.Address, merchant.City)))
        {
            context.Add(new MerchantLocation
            {
                MerchantId = merchant.Id,
                Id = $"l{position + 1}",
                Name = name,
                Address = address,
                City = city,
                Position = position++,
                Hours = HoursOf(merchant.Category),
                Exceptions = [new HoursException(new DateOnly(now.Year + 1, 1, 1), null, null, "New Year")],
            });
        }
    }

    private static IReadOnlyList<OpenHours> HoursOf(MerchantCategory category)
    {
        const int Hour = 60;
        var (week, weekend) = category switch
        {
            MerchantCategory.Cafe => ((7, 18), (8, 17)),
            MerchantCategory.Restaurant => ((18, 1), (13, 1)),
            MerchantCategory.Fitness => ((6, 21), (8, 18)),
            _ => ((9, 19), (10, 18)),
        };
        return
        [
            .. Enumerable.Range(1, 5)
                .Select(day => new OpenHours((DayOfWeek)day, week.Item1 * Hour, week.Item2 * Hour)),
            new OpenHours(DayOfWeek.Saturday, weekend.Item1 * Hour, weekend.Item2 * Hour),
        ];
    }

    private void AddPictures(Merchant merchant, UserId uploader)
    {
        for (var i = 0; i < Captions.Length; i++)
        {
            var picture = PngFile.Check(DemoPicture.Paint(merchant.Color, i)).Value;
            var file = FileStore.Describe(merchant.Id, FileKind.Gallery, uploader, $"gallery-{i + 1}", picture, now);
            FileStore.Add(context, protector, file, picture);
            context.Add(new GalleryPicture
            {
                MerchantId = merchant.Id,
                FileId = file.Id,
                Caption = Captions[i],
                Position = i,
                CreatedAt = now,
            });
        }
    }

    private void Review(DemoMerchant business, List<UserId> reviewers, int turn)
    {
        var (sum, count) = (0, Math.Min(reviewers.Count, 3 + (turn % 4)));
        for (var i = 0; i < count; i++)
        {
            var at = now.AddDays(-20 - (11 * i) - turn);
            var author = reviewers[(turn + i) % reviewers.Count];
            var (rating, text) = Opinions[(turn + i) % Opinions.Length];
            ledger.Sell(business, Bought(business, author, at.AddDays(-9)));
            context.Add(new Review
            {
                MerchantId = business.Merchant.Id,
                Id = PublicId.New<ReviewId>(at),
                AuthorId = author,
                Rating = rating,
                Text = text,
                CreatedAt = at,
                UpdatedAt = at,
                Reply = rating == 3 ? "We are sorry. The next coffee while you wait is on us." : null,
                RepliedAt = rating == 3 ? at.AddDays(1) : null,
            });
            sum += rating;
        }

        (business.Merchant.RatingSum, business.Merchant.RatingCount) = (sum, count);
        business.Merchant.RatingRank = sum * Merchant.RatingSteps / count;
    }

    private static DemoSale Bought(DemoMerchant business, UserId author, DateTimeOffset at) => new(
        new Money(business.Settings.PresetsMinor[0], business.Merchant.Currency),
        at,
        CardCode.Generate(business.Settings.CodePrefix, business.Settings.CodeGroups),
        new Party("A guest", "guest@mail.example"))
    { Owner = author, Buyer = author };
}
