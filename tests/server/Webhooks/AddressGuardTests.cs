using System.Net;
using Lull.Server.Webhooks;

namespace Lull.Server.Tests.Webhooks;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.9.10", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("93.184.215.14", true)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:93.184.215.14", true)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("64:ff9b::5db8:d70e", true)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c", true)]
    public void Only_what_everybody_can_reach_is_public(string address, bool isPublic) =>
        AddressGuard.IsPublic(IPAddress.Parse(address)).ShouldBe(isPublic);

    [Theory]
    [InlineData("https://hooks.example.com/lull", true)]
    [InlineData("http://hooks.example.com/lull", false)]
    [InlineData("https://ana:secret@hooks.example.com/", false)]
    [InlineData("https://127.0.0.1/", false)]
    [InlineData("https://2130706433/", false)]
    [InlineData("https://0x7f.1/", false)]
    [InlineData("https://[::1]/", false)]
    [InlineData("https://[::ffff:10.0.0.1]/", false)]
    [InlineData("ftp://hooks.example.com/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("hooks", false)]
    [InlineData("", false)]
    [InlineData("http://hooks.internal/", true)]
    public void An_address_is_looked_at_before_it_is_kept(string url, bool isGood) =>
        (new AddressGuard(["hooks.internal"], NoNames).Complaint(url).Length == 0).ShouldBe(isGood);

    [Fact]
    public async Task A_name_that_means_any_private_address_is_not_connected_to()
    {
        var guard = new AddressGuard(
            [],
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.215.14"), IPAddress.Parse("10.0.0.8")])
        );

        HttpRequestException refused = await Should.ThrowAsync<HttpRequestException>(async () =>
            await guard.ConnectAsync(new DnsEndPoint("hooks.example.com", 443), TestContext.Current.CancellationToken)
        );

        refused.Message.ShouldContain("10.0.0.8");
    }

    private static Task<IPAddress[]> NoNames(string name, CancellationToken cancellation) =>
        Task.FromResult<IPAddress[]>([]);
}
