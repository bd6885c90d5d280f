using System.Text.Json.Nodes;
using VoiceBus.AspNetCore;
using VoiceBus.Core.Bus;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Server.Tests.Configuration;

public sealed class DecouplingRulesTests
{
    [Theory]
    [InlineData("""{"services":{"llm":{"deadlines":{"first_reply_ms":99}}}}""", "services.llm.deadlines.first_reply_ms", "must be 100 to 120000")]
    [InlineData("""{"bus":{"queues":{"asr":{"capacity":"many"}}}}""", "bus.queues.asr.capacity", "must be 1 to 100000")]
    [InlineData("""{"bus":{"queues":{"asr":{"capacity":10.5}}}}""", "bus.queues.asr.capacity", "must be a whole number, 1 to 100000")]
    [InlineData("""{"bus":{"queues":{"asr":{"capacity":1e999}}}}""", "bus.queues.asr.capacity", "must be 1 to 100000")]
    [InlineData("""{"bus":{"transport":"rabbitmq"}}""", "bus.transport", "must be \"memory\"")]
    [InlineData("""{"bus":[]}""", "bus", "must be an object")]
    [InlineData("""{"bus":{"speed":1}}""", "bus.speed", "is not known; there are: transport, queues")]
    [InlineData("""{"telephone":{}}""", "telephone", "is not known; there are: bus, services, turn, tools, monitoring, limits")]
    [InlineData("""{"tools":{"allow":"*"}}""", "tools.allow", "must be a list of 200 texts at most")]
    [InlineData("""{"tools":{"allow":["a",7]}}""", "tools.allow[1]", "must be a text of 1 to 100 characters")]
    [InlineData("""{"services":{"asr":{"enabled":"yes"}}}""", "services.asr.enabled", "must be true or false")]
    [InlineData("""{"services":{"asr":{"hedge":{}}}}""", "services.asr.hedge", "is not known; there are: enabled, providers, deadlines")]
    [InlineData("""{"services":{"tts":{"hedge":{"percentile":1}}}}""", "services.tts.hedge.percentile", "must be 0.5 to 0.999")]
    [InlineData("""{"services":{"tts":{"providers":[]}}}""", "services.tts.providers", "must be a list of 1 to 32 providers")]
    [InlineData("""{"services":{"tts":{"providers":[7]}}}""", "services.tts.providers[0]", "must be an object")]
    [InlineData("""{"services":{"tts":{"providers":[{"name":"parrot","type":"parrot"}]}}}""", "services.tts.providers[0].type", "must be one of: espeak, flite, openai")]
    [InlineData("""{"services":{"tts":{"providers":[{"name":"flite","type":"espeak"}]}}}""", "services.tts.providers[0].name", "must be 'espeak' for the type espeak")]
    [InlineData("""{"services":{"tts":{"providers":[{"name":"flite","type":"flite"},{"name":"flite","type":"flite"}]}}}""", "services.tts.providers[1].name", "must be unique within the service")]
    [InlineData("""{"services":{"tts":{"providers":[{"name":"flite","type":"flite","url":"http://x/"}]}}}""", "services.tts.providers[0].url", "is not known; there are: name, type, enabled, weight, pool")]
    [InlineData("""{"services":{"tts":{"providers":[{"name":"flite","type":"flite","weight":-1}]}}}""", "services.tts.providers[0].weight", "must be 0 to 1000")]
    [InlineData("""{"services":{"asr":{"providers":[{"name":"x","type":"parrot"}]}}}""", "services.asr.providers[0].type", "must be one of: moonshine, openai")]
    [InlineData("""{"services":{"llm":{"providers":[{"name":"Big One","type":"openai","url":"http://x/"}]}}}""", "services.llm.providers[0].name", "must be lower-case letters, digits, '.', '_' and '-'")]
    [InlineData("""{"services":{"llm":{"providers":[{"name":"assistant","type":"openai","url":"http://x/"}]}}}""", "services.llm.providers[0].name", "must not be 'assistant', which is the provider of type built-in")]
    [InlineData("""{"services":{"llm":{"providers":[{"name":"x","type":"openai"}]}}}""", "services.llm.providers[0].options.url", "must be an address that begins with http:// or https://")]
    [InlineData("""{"services":{"llm":{"providers":[{"name":"x","type":"openai","url":"file:///etc/passwd"}]}}}""", "services.llm.providers[0].options.url", "must be an address that begins with http:// or https://")]
    [InlineData("""{"services":{"llm":{"providers":[{"name":"x","type":"openai","url":"http://me:pw@x/"}]}}}""", "services.llm.providers[0].options.url", "must carry no user name or password; the key is for that")]
    [InlineData("""{"services":{"llm":{"providers":[{"name":"x","type":"openai","url":"http://x/","temperature":3}]}}}""", "services.llm.providers[0].options.temperature", "must be 0 to 2 or null")]
    [InlineData("""{"services":{"llm":{"providers":[{"name":"x","type":"openai","url":"http://x/","key":"a b"}]}}}""", "services.llm.providers[0].options.key", "must be of printable ASCII characters without spaces or null")]
    [InlineData("""{"services":{"llm":{"providers":[{"name":"x","type":"openai","url":"http://x/","extra_body":[1]}]}}}""", "services.llm.providers[0].options.extra_body", "must be an object or null")]
    [InlineData("""{"services":{"llm":{"providers":[{"name":"x","type":"openai","options":{"url":"http://x/","model":"m","connect_timeout":"-00:00:05"}}]}}}""", "services.llm.providers[0].options.connect_timeout", "must be a duration of more than 0 and at most 24 hours, such as \"00:00:05\" or null")]
    [InlineData("""{"services":{"llm":{"providers":[{"name":"x","type":"openai","options":{"url":"http://x/","model":"m","connect_timeout":"00:00:00"}}]}}}""", "services.llm.providers[0].options.connect_timeout", "must be a duration of more than 0 and at most 24 hours, such as \"00:00:05\" or null")]
    [InlineData("""{"services":{"llm":{"providers":[{"name":"x","type":"openai","options":{"url":"http://x/","model":"m","connect_timeout":"5"}}]}}}""", "services.llm.providers[0].options.connect_timeout", "must be a duration of more than 0 and at most 24 hours, such as \"00:00:05\" or null")]
    [InlineData("""{"services":{"mcp":{"providers":[{"name":"built-in","type":"built-in","pool":{"max_size":0}}]}}}""", "services.mcp.providers[0].pool.max_size", "must be 1 to 10000")]
    [InlineData("""{"services":{"mcp":{"providers":[{"name":"built-in","type":"built-in","pool":{"min_size":9,"max_size":8}}]}}}""", "services.mcp.providers[0].pool.min_size", "must be at most max_size, which is 8")]
    [InlineData("""{"services":{"llm":{"deadlines":{"first_reply_ms":5000,"whole_ms":4000}}}}""", "services.llm.deadlines.first_reply_ms", "must be at most whole_ms, which is 4000")]
    [InlineData("""{"bus":{"queues":{"tts":{"open_timeout_ms":2000,"call_timeout_ms":1000}}}}""", "bus.queues.tts.open_timeout_ms", "must be at most call_timeout_ms, which is 1000")]
    [InlineData("""{"turn":{"prompt":"  "}}""", "turn.prompt", "must be a text of 1 to 16000 characters")]
    [InlineData("""{"turn":{"voice":7}}""", "turn.voice", "must be a text of 1 to 100 characters or null")]
    [InlineData("""{"turn":{"language":"english!"}}""", "turn.language", "must be a language tag such as en or zh-CN or null")]
    [InlineData("""{"turn":{"end_silence_ms":1000}}""", "turn.end_silence_ms", "must be at most max_end_silence_ms, which is 900")]
    [InlineData("""{"turn":{"pause_ms":401}}""", "turn.pause_ms", "must be at most end_silence_ms, which is 400")]
    [InlineData("""{"monitoring":{"warning_error_rate":0.6}}""", "monitoring.warning_error_rate", "must be at most unhealthy_error_rate, which is 0.5")]
    [InlineData("""{"limits":{"typed_text_length":0}}""", "limits.typed_text_length", "must be 1 to 100000")]
    [InlineData("""{"limits":{"text_messages_per_second":0}}""", "limits.text_messages_per_second", "must be 1 to 10000")]
    [InlineData("""{"limits":{"message_timeout_ms":999}}""", "limits.message_timeout_ms", "must be 1000 to 600000")]
    [InlineData("""{"limits":{"connections":15}}""", "limits.connections", "must be 16 to 10000000 or null")]
    [InlineData("""{"limits":{"message_bytes":2000000,"unfinished_bytes":1048576}}""", "limits.message_bytes", "must be at most unfinished_bytes, which is 1048576")]
    public void A_bad_field_is_named_with_what_would_be_right(string patch, string path, string message)
    {
        var findings = new Findings();

        Documents.Patch(Documents.Plain, patch, findings).ShouldBeNull();

        findings.ToErrors().ShouldContainKey(path, findings.ToString());
        findings.ToErrors()[path].ShouldContain(message);
    }

    [Fact]
    public void The_transport_is_the_one_of_this_start_whatever_was_kept()
    {
        var started = InitialDocument.From(new VoiceBusOptions { Bus = new BusOptions { Url = new Uri("amqp://broker/") } }, BuiltInTypes.Catalog, BuiltInTypes.NothingGiven);
        started.Bus.Transport.ShouldBe("rabbitmq");

        var read = new DocumentReader(started, BuiltInTypes.Catalog).Read(GatewayConfigurationJson.ToNode(Documents.Plain), before: null, version: 7, new Findings());

        read!.Bus.Transport.ShouldBe("rabbitmq");
    }

    [Fact]
    public void All_bad_fields_are_named_at_once()
    {
        var findings = new Findings();

        Documents.Patch(Documents.Plain, """{"turn":{"voice":1,"max_history":-1},"monitoring":{"log_text":0},"bus":{"queues":{"llm":7}}}""", findings);

        findings.ToErrors().Keys.ShouldBe(["turn.voice", "turn.max_history", "monitoring.log_text", "bus.queues.llm"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    public void A_document_must_be_an_object(string json)
    {
        var findings = new Findings();
        new DocumentReader(Documents.Plain, BuiltInTypes.Catalog).Read(JsonNode.Parse(json), Documents.Plain, 2, findings).ShouldBeNull();
        findings.ToErrors().ShouldContainKey("");
    }

    [Fact]
    public void What_is_missing_takes_its_default_and_null_puts_it_back()
    {
        var changed = Documents.Patched(Documents.Plain, """{"turn":{"max_history":7,"voice":"low"}}""");
        (changed.Turn.MaxHistory, changed.Turn.Voice, changed.Version).ShouldBe((7, "low", 2));

        Documents.Patched(changed, """{"turn":{"max_history":null,"voice":null}}""").Turn.ShouldBe(Documents.Plain.Turn);
        var added = Documents.Patched(Documents.Plain, """{"services":{"llm":{"providers":[{"name":"big","type":"openai","url":"http://x/v1"}]}}}""");
        added.Services.Llm.Providers.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            provider => (provider.Option("url"), provider.Enabled, provider.Weight).ShouldBe(("http://x/v1", true, 0)),
            provider => provider.Pool.ShouldBe(Documents.Plain.Services.Llm.Providers[0].Pool));
    }

    [Fact]
    public void Every_field_survives_the_way_through_JSON()
    {
        foreach (var document in new[] { Documents.Plain, Documents.WithModel })
        {
            var node = GatewayConfigurationJson.ToNode(document);
            var again = new DocumentReader(Documents.Plain, BuiltInTypes.Catalog).Read(JsonNode.Parse(node.ToJsonString()), null, document.Version, new Findings());
            JsonNode.DeepEquals(GatewayConfigurationJson.ToNode(again!), node).ShouldBeTrue();
        }
    }
}
