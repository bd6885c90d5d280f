using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Providers.OpenAi;
using VoiceBus.Providers.OpenAi.Chat;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.Providers.Tests.OpenAi.Chat;

/// <summary>The chat client against a vendor on a loopback port, its clock in the test's hands.</summary>
internal sealed class ChatRig : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly OpenAiCompatibleChat _vendors;
    private readonly CancellationTokenSource _deadline = new(_limit);

    private ChatRig(FakeOpenAiServer server)
    {
        Server = server;
        _vendors = new OpenAiCompatibleChat(Time, Events);
    }

    public FakeTimeProvider Time { get; } = new();

    public RecordedEvents Events { get; } = new();

    public FakeOpenAiServer Server { get; }

    public CancellationToken Deadline => _deadline.Token;

    /// <summary>The tools that are offered unless a test says otherwise.</summary>
    public static IReadOnlyList<AIFunctionDeclaration> Tools { get; } =
        [Tool("get_time", """{"type":"object","properties":{"zone":{"type":"string"}}}"""), Tool("set_timer"), Tool("calculate"), Tool("turn_on"), Tool("play_music")];

    public static async Task<ChatRig> StartAsync(params VendorReply[] script) => new(await FakeOpenAiServer.StartAsync(script));

    public static AIFunctionDeclaration Tool(string name, string schema = """{"type":"object","properties":{}}""") =>
        AIFunctionFactory.CreateDeclaration(name, $"does {name}", JsonElement.Parse(schema));

    /// <summary>An answer of events with the given texts.</summary>
    public static VendorReply Answering(params string[] data) =>
        VendorReply.Body(Encoding.UTF8.GetBytes(string.Concat(data.Select(static one => $"data: {one}\n\n"))));

    public IChatClient Client(OpenAiCompatibleOptions? options = null) =>
        _vendors.Create("vendor", options ?? new OpenAiCompatibleOptions { Url = Server.Url, Model = "m" });

    public async Task<Answer> AskAsync(IChatClient? client = null, IEnumerable<ChatMessage>? dialogue = null, ChatOptions? options = null)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in (client ?? Client()).GetStreamingResponseAsync(
            dialogue ?? [new(ChatRole.User, "Hi")], options ?? new ChatOptions { Tools = [.. Tools] }, Deadline))
            updates.Add(update);
        return new Answer(updates);
    }

    public async ValueTask DisposeAsync()
    {
        _vendors.Dispose();
        _deadline.Dispose();
        await Server.DisposeAsync();
    }
}

/// <summary>What came of an answer.</summary>
internal sealed class Answer(IReadOnlyList<ChatResponseUpdate> updates)
{
    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly AIContent[] _contents = [.. updates.SelectMany(static update => update.Contents)];

    public ChatResponse Response => updates.ToChatResponse();

    public string Said => string.Concat(_contents.OfType<TextContent>().Select(static text => text.Text));

    public string Thought => string.Concat(_contents.OfType<TextReasoningContent>().Select(static text => text.Text));

    public string[] Calls => [.. _contents.OfType<FunctionCallContent>().Select(static call => $"{call.Name} {JsonSerializer.Serialize(call.Arguments, _readable)}")];

    public string[] CallIds => [.. _contents.OfType<FunctionCallContent>().Select(static call => call.CallId)];

    public string? Finish => updates.Select(static update => update.FinishReason).LastOrDefault(static reason => reason is not null)?.Value;

    public string? Tokens => _contents.OfType<UsageContent>().Select(static usage => $"{usage.Details.InputTokenCount} {usage.Details.OutputTokenCount}").SingleOrDefault();
}
