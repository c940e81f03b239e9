using System.Text;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Verification;
using GiftCards.Tests.Core.Access;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Files;

public sealed class FileTests
{
    private static readonly Actor.Buyer Person = new(new UserId(Guid.NewGuid()));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Hostile =>
    [
        "html", "svg", "html in a text chunk", "html behind the end", "50000 wide", "cut off", "wrong checksum",
        "script named png", "jpeg with a tail", "jpeg comment with markup", "gif", "webp on a larger canvas",
    ];

    [Theory, MemberData(nameof(Hostile))]
    public async Task What_is_no_plain_picture_is_refused_whatever_it_is_called(string what)
    {
        await using var world = await TestWorld.StartAsync();
        var (bytes, code) = Sample(what);

        var set = await SetAsync(world, bytes, "holiday.png");

        Assert.Equal(code, set.Error?.Code);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(0, await context.Files.CountAsync(Token));
    }

    [Theory, EveryProvider]
    public async Task A_picture_is_kept_without_what_it_tells_about_its_maker(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        byte[][] pictures =
        [
            SampleFiles.Png(8, 8, ("tEXt", SampleFiles.Text("Author\0Ada Secret")), ("eXIf", SampleFiles.Text("MM Ada Secret"))),
            SampleFiles.Jpeg(16, 12, SampleFiles.JpegSegment(0xE1, SampleFiles.Text("http Ada Secret")), SampleFiles.JpegSegment(0xFE, SampleFiles.Text("Ada Secret"))),
            SampleFiles.WebP(),
            SampleFiles.WebP(20, 10, (20, 10)),
        ];

        foreach (var picture in pictures)
        {
            var set = await SetAsync(world, picture, "me.png");
            var opened = await world.Get<FileQueries>().OpenAsync(set.Value, Person, Token);

            Assert.DoesNotContain("Secret", Encoding.Latin1.GetString(opened.Value.Bytes), StringComparison.Ordinal);
            Assert.True(opened.Value.File.Width > 0 && opened.Value.File.Height > 0);
            Assert.StartsWith("image/", opened.Value.File.ContentType, StringComparison.Ordinal);

            // What was cleaned is a good picture itself.
            Assert.True((await SetAsync(world, opened.Value.Bytes, "me.png")).IsOk);
        }

        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.Files.CountAsync(Token));
        Assert.Equal(1, await context.FileContents.CountAsync(Token));
    }

    [Fact]
    public async Task A_photograph_stays_the_right_way_up()
    {
        await using var world = await TestWorld.StartAsync();
        byte[] exif = [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];

        var set = await SetAsync(world, SampleFiles.Jpeg(16, 12, SampleFiles.JpegSegment(0xE1, exif)), "me.jpg");
        var again = await world.Get<FileQueries>().OpenAsync(set.Value, Person, Token);

        Assert.Equal(6, again.Value.Bytes[31]);
        Assert.True((await SetAsync(world, again.Value.Bytes, "me.jpg")).IsOk);
    }

    [Theory, EveryProvider]
    public async Task A_public_picture_may_bring_a_small_one_for_lists(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var owner = TestWorld.StaffOf(await world.AddMerchantAsync());
        var (whole, small) = (SampleFiles.Jpeg(16, 12), SampleFiles.Png(8, 6));
        Task<Result<FileId>> AddAsync(byte[]? little) => world.Get<AddGalleryPictureHandler>().HandleAsync(
            owner,
            "The room",
            new IncomingFile(new MemoryStream(whole), "room.jpg")
            {
                Small = little is null ? null : new IncomingFile(new MemoryStream(little), "small.png"),
            },
            Token);

        var (both, alone) = ((await AddAsync(small)).Value, (await AddAsync(null)).Value);

        var files = world.Get<FileQueries>();
        var visitor = new Actor.Anonymous("127.0.0.1");
        Assert.Equal("image/png", (await files.OpenSmallAsync(both, visitor, Token)).Value.ContentType);
        Assert.Equal("image/jpeg", (await files.OpenAsync(both, visitor, Token)).Value.ContentType);
        Assert.Equal(
            (await files.OpenAsync(alone, visitor, Token)).Value.Bytes, (await files.OpenSmallAsync(alone, visitor, Token)).Value.Bytes);
        Assert.Equal(new PictureTooLarge(FileLimits.SmallPixels), (await AddAsync(SampleFiles.Png(FileLimits.SmallPixels + 1, 8))).Error);
        Assert.IsType<FileUnknown>((await AddAsync(SampleFiles.Text("<svg onload='alert(1)'/>"))).Error);
    }

    [Fact]
    public async Task Looking_at_what_everybody_sees_leaves_no_trace_and_reading_papers_does()
    {
        await using var accounts = await AccountWorld.StartAsync();
        var world = accounts.World;
        var owner = TestWorld.StaffOf(await world.AddMerchantAsync());
        var files = world.Get<FileQueries>();
        var picture = await world.Get<AddGalleryPictureHandler>().HandleAsync(
            owner, "The room", new IncomingFile(new MemoryStream(SampleFiles.Png()), "room.png"), Token);
        var paper = await world.Get<AddDocumentHandler>().HandleAsync(
            owner, FileKind.Licence, new IncomingFile(new MemoryStream(SampleFiles.Pdf()), "licence.pdf"), Token);
        var administrator = PlatformActions.NewAdministrator();

        Assert.True((await files.OpenAsync(picture.Value, administrator, Token)).IsOk);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.False(await context.AuditEntries.AnyAsync(entry => entry.Action == AuditActions.Exported, Token));
        Assert.True((await files.OpenAsync(paper.Value.Id, administrator, Token)).IsOk);
        Assert.True(await context.AuditEntries.AnyAsync(entry => entry.Action == AuditActions.Exported, Token));
    }

    [Fact]
    public async Task A_stream_that_never_ends_is_left_after_its_limit_and_one_of_no_known_type_at_once()
    {
        await using var world = await TestWorld.StartAsync();
        using var endless = new EndlessStream(SampleFiles.Png());
        using var noise = new EndlessStream([]);

        var large = await world.Get<SetAvatarHandler>().HandleAsync(Person, new IncomingFile(endless, "x.png"), Token);
        var unknown = await world.Get<SetAvatarHandler>().HandleAsync(Person, new IncomingFile(noise, "x.png"), Token);

        Assert.Equal(new FileTooLarge(FileLimits.PictureMegabytes), large.Error);
        Assert.IsType<FileUnknown>(unknown.Error);
        Assert.InRange(endless.Given, 1, (FileLimits.PictureMegabytes * 1024 * 1024) + (128 * 1024));
        Assert.InRange(noise.Given, 1, 16);
    }

    [Fact]
    public async Task The_name_of_a_file_is_a_label_and_no_path()
    {
        await using var world = await TestWorld.StartAsync();

        foreach (var (given, kept) in new[] { ("../../etc/x", "x.png"), ("..\\..\\x.exe", "x.png"), ("a\0b<i>.svg", "abi.png"), ("...", "file.png") })
        {
            var set = await SetAsync(world, SampleFiles.Png(), given);
            Assert.Equal(kept, (await world.Get<FileQueries>().OpenAsync(set.Value, Person, Token)).Value.File.Name);
        }
    }

    [Theory, EveryProvider]
    public async Task A_private_file_is_encrypted_and_there_for_its_person_alone(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var set = await SetAsync(world, SampleFiles.Png(), "me.png");

        Actor[] others =
        [
            new Actor.Anonymous("127.0.0.1"), new Actor.Buyer(new UserId(Guid.NewGuid())),
            new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full),
            TestWorld.StaffOf(await world.AddMerchantAsync()),
        ];
        foreach (var other in others)
        {
            Assert.IsType<NotFound>((await world.Get<FileQueries>().OpenAsync(set.Value, other, Token)).Error);
        }

        await using var context = world.Database.OpenAcrossMerchants();
        var stored = await context.FileContents.AsNoTracking().SingleAsync(Token);
        Assert.DoesNotContain("PNG", Encoding.Latin1.GetString(stored.Bytes), StringComparison.Ordinal);
        Assert.True((await world.Get<RemoveAvatarHandler>().HandleAsync(Person, Token)).IsOk);
        Assert.IsType<NotFound>((await world.Get<FileQueries>().OpenAsync(set.Value, Person, Token)).Error);
        Assert.Equal(0, await context.FileContents.CountAsync(Token));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("/OpenAction<</S/JavaScript/JS(app.alert(1))>>", "file_active")]
    [InlineData("/OpenAction<</S/J#61vaScript>>", "file_active")]
    [InlineData("/AcroForm<</XFA 3 0 R>>", "file_active")]
    [InlineData("% stream\n /JS(app.alert(1))", "file_active")]
    [InlineData("/Names<</EmbeddedFiles 3 0 R>>", "file_active")]
    public void A_document_that_acts_by_itself_is_refused(string inside, string? code) =>
        Assert.Equal(code, FileTypes.Check(SampleFiles.Pdf(inside), true).Error?.Code);

    [Fact]
    public void A_pdf_without_an_end_or_with_something_behind_it_is_damaged()
    {
        var whole = SampleFiles.Pdf();

        Assert.IsType<FileDamaged>(FileTypes.Check(whole[..^12], true).Error);
        Assert.IsType<FileDamaged>(FileTypes.Check([.. whole, .. "<html>"u8], true).Error);
        Assert.IsType<FileUnknown>(FileTypes.Check(whole, false).Error);
    }

    private static Task<Result<FileId>> SetAsync(TestWorld world, byte[] bytes, string name) =>
        world.Get<SetAvatarHandler>().HandleAsync(Person, new IncomingFile(new MemoryStream(bytes), name), Token);

    private static (byte[] Bytes, string Code) Sample(string what) => what switch
    {
        "html" => (SampleFiles.Text("<!DOCTYPE html><script>alert(1)</script>"), "file_unknown"),
        "svg" => (SampleFiles.Text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "file_unknown"),
        "script named png" => (SampleFiles.Text("#!/bin/sh\nrm -rf /\n"), "file_unknown"),
        "gif" => (SampleFiles.Text("GIF89a/*<svg onload=alert(1)>*/"), "file_unknown"),
        "html in a text chunk" => (SampleFiles.Png(8, 8, ("tEXt", SampleFiles.Text("Comment\0<SCRIPT>alert(1)</script>"))), "file_damaged"),
        "html behind the end" => ([.. SampleFiles.Png(), .. "<html><script>alert(1)</script>"u8], "file_damaged"),
        "50000 wide" => (SampleFiles.Png(50_000, 50_000), "picture_too_large"),
        "cut off" => (SampleFiles.Png()[..60], "file_damaged"),
        "wrong checksum" => (Flipped(SampleFiles.Png()), "file_damaged"),
        "jpeg with a tail" => ([.. SampleFiles.Jpeg(), .. "PK\u0003\u0004"u8], "file_damaged"),
        "jpeg comment with markup" => (SampleFiles.Jpeg(16, 12, SampleFiles.JpegSegment(0xFE, SampleFiles.Text("<html>"))), "file_damaged"),
        "webp on a larger canvas" => (SampleFiles.WebP(20, 10, (16_000_000, 16_000_000)), "file_damaged"),
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static byte[] Flipped(byte[] bytes)
    {
        bytes[20] ^= 1;
        return bytes;
    }

    /// <summary>Begins as it is told and then goes on for ever.</summary>
    private sealed class EndlessStream(byte[] start) : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => Given;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (var i = 0; i < count; i++)
            {
                buffer[offset + i] = Given < start.Length ? start[Given] : (byte)'x';
                Given++;
            }

            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
