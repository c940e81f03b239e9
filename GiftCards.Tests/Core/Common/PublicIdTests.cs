using GiftCards.Core.Common;
using Xunit;

namespace GiftCards.Tests.Core.Common;

public sealed class PublicIdTests
{
    [Fact]
    public void An_id_reads_back_as_what_it_was()
    {
        var id = PublicId.New<CardId>(DateTimeOffset.UnixEpoch.AddYears(56));

        Assert.StartsWith("gc_", id.ToString(), StringComparison.Ordinal);
        Assert.True(PublicId.TryParse<CardId>(id.ToString(), out var read));
        Assert.Equal(id, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("gc_")]
    [InlineData("ord_00000000000000000000000000")]
    [InlineData("gc_8zzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("gc_0000000000000000000000000u")]
    [InlineData("gc_0000000000000000000000000I")]
    [InlineData("GC_00000000000000000000000000")]
    [InlineData("gc_000000000000000000000000000")]
    public void What_this_house_did_not_write_is_refused(string? text) => Assert.False(PublicId.TryParse<CardId>(text, out _));

    [Fact]
    public void Later_ids_sort_after_earlier_ones()
    {
        var earlier = PublicId.New<CardId>(DateTimeOffset.UnixEpoch.AddYears(56));
        var later = PublicId.New<CardId>(DateTimeOffset.UnixEpoch.AddYears(57));

        Assert.True(earlier < later);
        Assert.True(string.CompareOrdinal(earlier.ToString(), later.ToString()) < 0);
    }

    [Fact]
    public void Ids_of_one_instant_sort_in_the_order_they_were_made()
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(56).AddMicroseconds(123_456);
        var made = Enumerable.Range(0, 500).Select(_ => PublicId.New<CardId>(now).Value).ToList();

        Assert.Equal(made.Order(), made);
        Assert.True(PublicId.New<CardId>(now.AddMicroseconds(1)).Value > made[^1]);
        Assert.True(PublicId.New<CardId>(now.AddMicroseconds(-1)).Value < made[0]);
        Assert.All(made, id => Assert.Equal((7, 8), (id.Version, id.Variant & 0xC)));
    }
}
