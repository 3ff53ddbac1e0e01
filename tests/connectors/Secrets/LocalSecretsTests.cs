using System.Runtime.Versioning;
using Lull.Connectors.Secrets;
using Lull.Connectors.Tests.Support;
using Lull.Engine.Connectors;

namespace Lull.Connectors.Tests.Secrets;

[UnsupportedOSPlatform("windows")]
public sealed class LocalSecretsTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly LocalSecrets _secrets = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain\n", "plain")]
    [InlineData("windows\r\n", "windows")]
    [InlineData(" spaces kept \n\n", " spaces kept \n")]
    public async Task A_file_is_read_without_its_last_line_end(string content, string secret) =>
        (await _secrets.ReadAsync($"file:{Write(content, UnixFileMode.UserRead)}", Cancel)).ShouldBe(secret);

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupWrite, false)]
    public async Task A_file_that_is_open_to_others_is_refused(UnixFileMode mode, bool allowed)
    {
        string path = Write("word-of-pass", mode);
        if (allowed)
        {
            (await _secrets.ReadAsync($"file:{path}", Cancel)).ShouldBe("word-of-pass");
        }
        else
        {
            (
                await Should.ThrowAsync<SecretException>(async () => await _secrets.ReadAsync($"file:{path}", Cancel))
            ).Message.ShouldContain($"chmod o= {path}");
        }
    }

    [Theory]
    [InlineData("env:LULL_TEST_NOT_SET", "'LULL_TEST_NOT_SET' is not set")]
    [InlineData("file:relative", "needs a full path")]
    [InlineData("file:/nowhere/token", "'/nowhere/token' cannot be read")]
    public async Task A_place_that_holds_nothing_is_named(string reference, string says) =>
        (
            await Should.ThrowAsync<SecretException>(async () => await _secrets.ReadAsync(reference, Cancel))
        ).Message.ShouldContain(says);

    [Fact]
    public async Task A_secret_written_in_place_of_its_reference_is_not_repeated() =>
        (
            await Should.ThrowAsync<SecretException>(async () => await _secrets.ReadAsync("hunter2-hunter2", Cancel))
        ).Message.ShouldNotContain("hunter2");

    [Fact]
    public async Task A_secret_is_taken_out_in_every_coding_it_travels_in()
    {
        string secret = await _secrets.ReadAsync(World.CanaryReference, Cancel);
        string text =
            $"{secret} {Uri.EscapeDataString(secret)} {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret))}";
        _secrets.Redact(text).ShouldBe("[secret] [secret] [secret]");
    }

    [Fact]
    public async Task Every_long_line_of_a_secret_is_taken_out_by_itself()
    {
        await _secrets.ReadAsync($"file:{Write("-----BEGIN-----\nabcdefghijkl\nxy\n", UnixFileMode.UserRead)}", Cancel);
        _secrets.Redact("abcdefghijkl xy").ShouldBe("[secret] xy");
    }

    private string Write(string content, UnixFileMode mode)
    {
        string path = _folder["secret"];
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
