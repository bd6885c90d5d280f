using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Memory;

public abstract partial class MemoryStories
{
    [Fact]
    public async Task A_name_told_before_a_restart_is_known_after_it()
    {
        await using (var before = await GatewayAsync())
        {
            (await AskAsync(before, "Who am I?")).ShouldBe("I do not know you.");
            (await AskAsync(before, "My name is Ada.")).ShouldBe("Noted.");
        }

        await using var after = await GatewayAsync();
        (await AskAsync(after, "Who am I?")).ShouldBe("You are Ada.");
        (await TurnsAsync(after, 3)).Select(turn => turn.GetProperty("user").GetString()).ShouldBe(["Who am I?", "My name is Ada.", "Who am I?"]);
        await after.CatchUpAsync();
        after.Events.Of<MemoryLost>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_gateways_at_once_know_what_was_told_to_one()
    {
        await using var one = await GatewayAsync();
        await using var other = await GatewayAsync();
        await AskAsync(one, "My name is Ada.");
        await TurnsAsync(other, 1);
        (await AskAsync(other, "Who am I?")).ShouldBe("You are Ada.");
        await TurnsAsync(one, 2);
        (await AskAsync(one, "Who?")).ShouldBe("You are Ada.");
    }

    [Fact]
    public async Task A_device_that_reconnects_at_once_goes_on_where_it_was()
    {
        await using var gateway = await GatewayAsync();
        for (var i = 0; i < 5; i++)
        {
            var device = await gateway.Server.ConnectAsync(Ct, Device);
            await device.TypeAsync($"My name is Ada{i}.", Ct);
            await device.DisconnectAsync(); // No close frame: the board was reset.
            (await AskAsync(gateway, "Who am I?")).ShouldBe($"You are Ada{i}.");
            await device.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_interrupted_answer_is_remembered_as_far_as_it_was_played()
    {
        // Sentences so long that the third is far away when the second begins.
        await using var gateway = await GatewayAsync(framesPerSentence: 60);
        gateway.Model = static _ => [new TextContent("This comes first. This comes second. This comes third. And this is never heard.")];
        await using (var device = await gateway.Server.ConnectAsync(Ct, Device))
        {
            await device.SendTextAsync(ClientMessages.ListenDetect(device.SessionId, "Tell me all."), Ct);
            await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.SentenceStart { Text: "This comes second." } }, Ct);
            await device.SendTextAsync(ClientMessages.Abort(device.SessionId, null), Ct);
            await device.ReadUntilAsync(Is<ServerMessage.TtsStop>, Ct);
            var turn = (await TurnsAsync(gateway, 1)).ShouldHaveSingleItem();
            turn.GetProperty("ending").GetString().ShouldBe("interrupted");
            turn.GetProperty("user").GetString().ShouldBe("Tell me all.");
            turn.GetProperty("played").GetString().ShouldNotBeNull().ShouldStartWith("This comes first.");
            turn.GetProperty("played").GetString().ShouldNotBeNull().ShouldNotContain("third");
        }
    }

    [Fact]
    public async Task What_was_played_before_the_device_vanished_is_remembered()
    {
        // Sentences so long that the third is far away when the second begins.
        await using var gateway = await GatewayAsync(framesPerSentence: 60);
        gateway.Model = static _ => [new TextContent("This comes first. This comes second. This comes third. And this is never heard.")];
        var device = await gateway.Server.ConnectAsync(Ct, Device);
        await device.SendTextAsync(ClientMessages.ListenDetect(device.SessionId, "Tell me all."), Ct);
        await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.SentenceStart { Text: "This comes second." } }, Ct);
        await device.DisconnectAsync();
        var turn = (await TurnsAsync(gateway, 1)).ShouldHaveSingleItem();
        turn.GetProperty("played").GetString().ShouldNotBeNull().ShouldStartWith("This comes first.");
        turn.GetProperty("played").GetString().ShouldNotBeNull().ShouldNotContain("never");
        await device.DisposeAsync();
    }

    [Fact]
    public async Task What_is_old_is_kept_and_not_part_of_the_conversation()
    {
        await using (var gateway = await GatewayAsync())
            await AskAsync(gateway, "My name is Ada.");
        await using var later = await GatewayAsync("--VoiceBus:Memory:ContextAge=00:00:00.001");
        (await AskAsync(later, "Who am I?")).ShouldBe("I do not know you.");
        (await TurnsAsync(later, 2)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Erased_is_forgotten_in_the_session_too_and_only_for_that_device()
    {
        await using var gateway = await GatewayAsync();
        await using (var neighbour = await gateway.Server.ConnectAsync(Ct, "02:bb"))
            await neighbour.TypeAsync("My name is Bob.", Ct);
        await using (var device = await gateway.Server.ConnectAsync(Ct, Device))
        {
            await device.TypeAsync("My name is Ada.", Ct);
            await TurnsAsync(gateway, 1);
            using var erased = await _http.DeleteAsync(new Uri(gateway.Server.Http, $"/api/devices/{Device}/history"), Ct);
            (erased.StatusCode, await erased.Content.ReadAsStringAsync(Ct)).ShouldBe((HttpStatusCode.OK, """{"turns":1}"""));
            (await device.TypeAsync("Who am I?", Ct)).Text.ShouldBe("I do not know you.");
        }

        (await TurnsAsync(gateway, 1)).ShouldHaveSingleItem().GetProperty("user").GetString().ShouldBe("Who am I?");
        (await HistoryAsync(gateway, "02:bb")).GetProperty("turns").GetArrayLength().ShouldBe(1);
        (await gateway.Events.TheOneAsync<HistoryErased>()).Turns.ShouldBe(1);
    }

    [Fact]
    public async Task Switched_off_nothing_that_was_said_is_kept()
    {
        await using (var gateway = await GatewayAsync("--VoiceBus:Memory:History=off"))
        {
            await using (var device = await gateway.Server.ConnectAsync(Ct, Device))
            {
                await device.TypeAsync("My name is Ada.", Ct);
                (await device.TypeAsync("Who am I?", Ct)).Text.ShouldBe("You are Ada.");
            }

            (await AskAsync(gateway, "Who am I?")).ShouldBe("I do not know you.");
            (await HistoryAsync(gateway)).GetProperty("kept").GetBoolean().ShouldBeFalse();
        }

        await using var after = await GatewayAsync();
        (await HistoryAsync(after)).GetProperty("turns").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_device_that_does_not_say_who_it_is_leaves_nothing_behind()
    {
        await using var gateway = await GatewayAsync();
        string anonymous;
        await using (var device = await DeviceClient.ConnectAsync(new DeviceClientOptions { Url = gateway.Server.Socket, DeviceId = "" }, Ct))
        {
            anonymous = gateway.Server.Sessions.Sessions.Single().DeviceId;
            await device.TypeAsync("My name is Ada.", Ct);
        }

        await gateway.ShouldBecomeQuietAsync();
        (await HistoryAsync(gateway, anonymous)).GetProperty("turns").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_leaves_the_context_is_summarised_beside_the_conversation_and_survives()
    {
        await using (var gateway = await GatewayAsync("--VoiceBus:Memory:Summary=true", "--VoiceBus:Conversation:MaxHistory=2"))
        {
            gateway.Model = static messages => [new TextContent(
                messages[0].Text.StartsWith("You keep the memory", StringComparison.Ordinal) ? "The user: my name is Ada." : Answer(messages))];
            await using var device = await gateway.Server.ConnectAsync(Ct, Device);
            await device.TypeAsync("My name is Ada.", Ct);
            for (var i = 0; i < 5; i++)
                await device.TypeAsync($"Number {i}.", Ct);
            await gateway.Events.TheseAsync<HistorySummarized>(1);
        }

        await using var after = await GatewayAsync("--VoiceBus:Conversation:MaxHistory=2");
        (await AskAsync(after, "Who am I?")).ShouldBe("You are Ada.");
        (await HistoryAsync(after)).GetProperty("summary").GetString().ShouldBe("The user: my name is Ada.");
    }
}
