using System.Net;
using System.Net.Sockets;
using VoiceBus.Gateway.Access;

namespace VoiceBus.Server.Tests.Access;

public sealed class SocketOwnerTests
{
    private const string Head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

    private static readonly IPEndPoint _peer = new(IPAddress.Loopback, 40000);
    private static readonly IPEndPoint _here = new(IPAddress.Loopback, 8000);

    [Fact]
    public void The_other_end_of_a_connection_within_this_process_is_this_user()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using var accepted = listener.AcceptTcpClient();
        var (peer, here) = ((IPEndPoint)accepted.Client.RemoteEndPoint!, (IPEndPoint)accepted.Client.LocalEndPoint!);

        SocketOwner.IsOwnUser(peer, here).ShouldBeTrue();
        SocketOwner.IsOwnUser(new IPEndPoint(peer.Address, 1), here).ShouldBeFalse("nobody has that port");

        // Who sends a request and is gone at once leaves a socket that is nobody's.
        client.Close();
        SocketOwner.IsOwnUser(peer, here).ShouldBeFalse("closed");
    }

    [Theory]
    [InlineData("   0: 0100007F:9C40 0100007F:1F40 01 00000000:00000000 00:00000000 00000000  1000        0 12345 1", 1000u)]
    [InlineData("   0: 0000000000000000FFFF00000100007F:9C40 0000000000000000FFFF00000100007F:1F40 01 00000000:00000000 00:00000000 00000000  1000        0 12345 1", 1000u)]
    [InlineData("   0: 0100007F:9C40 0100007F:1F40 05 00000000:00000000 00:00000000 00000000     0        0 0 1", null)] // Closed: the superuser's by name only.
    [InlineData("   0: 0100007F:1F40 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 12345 1", null)] // The server's own end.
    [InlineData("   0: 0100007F:9C40 0200007F:1F40 01 00000000:00000000 00:00000000 00000000  1000        0 12345 1", null)]
    [InlineData("   0: 0100007F:9C40 0100007F:1F40 01", null)]
    public void The_table_is_read_as_the_system_writes_it(string line, uint? owner) =>
        SocketOwner.OwnerIn([Head, line], _peer, _here).ShouldBe(owner);
}
