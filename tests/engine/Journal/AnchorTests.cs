using Lull.Engine.Journal;

namespace Lull.Engine.Tests.Journal;

public sealed class AnchorTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task A_signed_head_is_recognised_from_its_line_of_text_and_the_public_key_alone()
    {
        Head head = await _folder.FillAsync(StoreFolder.Spring, 3);
        using InstallationKey key = await InstallationKey.OfAsync(_folder.Store, CancellationToken.None);

        var anchor = Anchor.Parse(key.Sign(head, StoreFolder.Noon).ToString(), provider: null);

        anchor.Head.ShouldBe(head);
        anchor.ToString().ShouldContain(head.Short);
        InstallationKey.IsSigned(anchor, key.PublicPem).ShouldBeTrue();
        (await _folder.VerifyAsync(anchor.Head)).ShouldHaveSingleItem().IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_of_an_anchor_can_be_changed()
    {
        Head head = await _folder.FillAsync(StoreFolder.Spring, 3);
        using InstallationKey key = await InstallationKey.OfAsync(_folder.Store, CancellationToken.None);
        Anchor anchor = key.Sign(head, StoreFolder.Noon);

        Anchor[] forgeries =
        [
            anchor with
            {
                Head = head with { Sequence = 2 },
            },
            anchor with
            {
                Head = head with { Hash = EventHash.Zero },
            },
            anchor with
            {
                Head = head with { Epoch = 9 },
            },
            anchor with
            {
                Head = head with { Maintenance = StoreFolder.Autumn },
            },
            anchor with
            {
                At = StoreFolder.Noon + Duration.Epsilon,
            },
            anchor with
            {
                KeyId = "0000000000000000",
            },
            anchor with
            {
                Signature = "",
            },
            anchor with
            {
                Signature = new string('A', 88),
            },
        ];
        forgeries.ShouldAllBe(forgery => !InstallationKey.IsSigned(forgery, key.PublicPem));
    }

    [Fact]
    public async Task Another_installation_has_another_key_and_each_keeps_its_own()
    {
        using var other = new StoreFolder();
        using InstallationKey first = await InstallationKey.OfAsync(_folder.Store, CancellationToken.None);
        using InstallationKey again = await InstallationKey.OfAsync(_folder.Store, CancellationToken.None);
        using InstallationKey stranger = await InstallationKey.OfAsync(other.Store, CancellationToken.None);

        again.Id.ShouldBe(first.Id);
        (stranger.Id == first.Id).ShouldBeFalse();
        Anchor anchor = stranger.Sign(Head.None(StoreFolder.Spring), StoreFolder.Noon);
        InstallationKey.IsSigned(anchor, first.PublicPem).ShouldBeFalse();
    }

    [Fact]
    public async Task A_broken_key_file_is_never_replaced()
    {
        Directory.CreateDirectory(_folder.Store.Directory);
        await File.WriteAllTextAsync(_folder.Store.KeyPath, "not a key");

        StoreNotUsableException refusal = await Should.ThrowAsync<StoreNotUsableException>(
            InstallationKey.OfAsync(_folder.Store, CancellationToken.None)
        );

        refusal.Message.ShouldContain(_folder.Store.KeyPath);
        (await File.ReadAllTextAsync(_folder.Store.KeyPath)).ShouldBe("not a key");
    }

    [Theory]
    [InlineData("")]
    [InlineData("lull-anchor-1 m-springpatch 1")]
    [InlineData("lull-anchor-2 m-springpatch 1 00 1 2026-12-03T19:00:00Z k s")]
    public void A_line_that_is_no_anchor_is_refused_with_its_shape(string line) =>
        Should.Throw<FormatException>(() => Anchor.Parse(line, provider: null)).Message.ShouldContain("lull-anchor-1");

    public void Dispose() => _folder.Dispose();
}
