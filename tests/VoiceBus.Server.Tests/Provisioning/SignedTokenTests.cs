using System.Text;
using VoiceBus.Gateway.Provisioning;

namespace VoiceBus.Server.Tests.Provisioning;

public sealed class SignedTokenTests
{
    private const string Client = "6f1c2c1e-0000-4000-8000-000000000001";
    private const string Device = "aa:bb:cc:dd:ee:ff";
    private static readonly byte[] _key = Encoding.UTF8.GetBytes("secret");
    private static readonly DateTimeOffset _issued = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    // Made by: python3 -c "import hmac,hashlib,base64; print(base64.urlsafe_b64encode(hmac.new(b'secret',b'…|…|1700000000',hashlib.sha256).digest()).rstrip(b'='))"
    [Theory]
    [InlineData(Client, "gxLSo_yPxtrdVWNZRU3_gMaAAH7-1R38jc6QSOts44k.1700000000")]
    [InlineData("", "2u1yHl4FLck804WQNnW6Nmt5R9gc17GyQdYGCNroZmo.1700000000")]
    public void It_is_what_the_well_known_servers_issue(string client, string expected)
    {
        SignedToken.Sign(_key, client, Device, _issued.AddMilliseconds(999)).ShouldBe(expected);
        SignedToken.Read(_key, expected, client, Device).ShouldBe(_issued);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("x.1700000000")]
    [InlineData("x.-1")]
    [InlineData("x.99999999999999999999")]
    [InlineData("x.9223372036854775807")]
    [InlineData("x. 1700000000")]
    public void What_is_none_is_none(string token) => SignedToken.Read(_key, token, Client, Device).ShouldBeNull();

    [Fact]
    public void No_changed_character_no_other_time_client_device_or_key_is_taken()
    {
        var token = SignedToken.Sign(_key, Client, Device, _issued);
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[i] is '1' or 'A' ? '2' : token[i] == '.' ? '.' : '1';
            if (changed != token[i])
                SignedToken.Read(_key, token[..i] + changed + token[(i + 1)..], Client, Device).ShouldBeNull($"changed at {i}");
        }

        SignedToken.Read(_key, token, "", Device).ShouldBeNull();
        SignedToken.Read(_key, token, Client, "aa:bb:cc:dd:ee:fe").ShouldBeNull();
        SignedToken.Read(Encoding.UTF8.GetBytes("Secret"), token, Client, Device).ShouldBeNull();
    }
}
