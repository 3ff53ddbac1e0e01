using Lull.Server.Callers;
using Lull.Server.People.OpenId;

namespace Lull.Server.Tests.People;

public sealed class OpenIdFileTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_example_of_the_manual_is_read()
    {
        OpenIdOptions read = await ReadAsync(
            """
            {
              "issuer": "https://login.example.com",
              "client-id": "lull",
              "client-secret": "file:/etc/lull/openid-secret",
              "rights-claim": "groups",
              "rights": { "ops": ["view", "operate"], "platform": ["administer"] },
              "usual-rights": [],
              "admits-strangers": false
            }
            """
        );

        read.Issuer.ShouldBe("https://login.example.com");
        read.ClientSecret.ShouldBe("file:/etc/lull/openid-secret");
        read.RightsByValue["ops"].ShouldBe(Rights.View | Rights.Operate);
        read.UsualRights.ShouldBe(Rights.None);
        read.AdmitsStrangers.ShouldBeFalse();
        read.PersonClaim.ShouldBe("preferred_username");
    }

    [Theory]
    [InlineData("""{ "client-id": "lull" }""", "issuer")]
    [InlineData("""{ "issuer": "https://a.example", "client-id": "lull", "clientSecret": "x" }""", "clientSecret")]
    [InlineData(
        """{ "issuer": "https://a.example", "client-id": "lull", "rights": { "a": ["root"] } }""",
        "'root' is not a right"
    )]
    [InlineData("not json", "cannot be used")]
    public async Task What_is_wrong_with_a_file_is_said(string text, string said) =>
        (await Should.ThrowAsync<ServerOptionsException>(() => ReadAsync(text))).Message.ShouldContain(said);

    private static async Task<OpenIdOptions> ReadAsync(string text)
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, text, Cancelled);
            return await OpenIdFile.ReadAsync(path, Cancelled);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
