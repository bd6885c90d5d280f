using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>
/// Asks a vendor until it answers: at the addresses its own may mean, and again without what it refuses. What was found out is
/// remembered, and told once. Thread-safe.
/// </summary>
internal sealed class ChatLine(
    string provider,
    OpenAiCompatibleOptions options,
    VendorHttp http,
    VendorMemory.Entry memory,
    OpenAiErrors failures,
    IEventSink events)
{
    private const int MaxLeftOut = 6;

    private readonly ChatRequestWriter _writer = new(options);
    private readonly IReadOnlyList<Uri> _addresses = ChatAddress.Candidates(options.Url, "chat/completions");

    /// <summary>Asks.</summary>
    /// <returns>An answer that has begun; the caller disposes it.</returns>
    /// <exception cref="ProviderException">The vendor refused.</exception>
    public async Task<ChatAnswer> AskAsync(IReadOnlyList<ChatMessage> dialogue, ChatOptions? asked, CancellationToken cancellationToken)
    {
        var habits = memory.Habits;
        var told = new List<string>();
        ChatRefusal? first = null;
        LeftOut? suspected = null;
        while (true)
        {
            var request = _writer.Write(dialogue, asked, habits);
            var (answer, refusal, address) = await PostAsync(ChatRequestWriter.Bytes(request), cancellationToken);
            if (answer is not null)
            {
                Remember(habits with { Address = address, IsProven = true }, told);
                return answer;
            }

            first ??= refusal;
            var next = told.Count >= MaxLeftOut ? null : RefusedParts.Named(refusal!, request, ChatRequestWriter.Tools(asked, habits), habits);
            if (next is null && suspected is null && !habits.IsProven)
                next = suspected = RefusedParts.Suspected(refusal!, request, habits);
            if (next is null)
            {
                // Nothing of ours was to blame: the next bad request need not be sent twice.
                if (suspected is not null)
                    memory.Learn(static known => known with { IsProven = true });
                throw failures.Refused(first!);
            }

            habits = next.Habits;
            told.Add(next.What);
        }
    }

    private void Remember(VendorHabits habits, List<string> told)
    {
        if (!memory.Learn(known => known.And(habits) is var both && both == known ? known : both))
            return;
        foreach (var what in told)
            events.Emit(new RequestPartRefused(ServiceType.Llm.ToName(), provider, what));
    }

    private async Task<(ChatAnswer?, ChatRefusal?, Uri)> PostAsync(byte[] request, CancellationToken cancellationToken)
    {
        var tried = new Queue<Uri>(memory.Habits.Address is { } known ? [known] : _addresses);
        ChatRefusal? first = null;
        var isRedirected = false;
        while (true)
        {
            var address = tried.Dequeue();
            var response = await SendAsync(address, request, cancellationToken);
            var (answer, refusal) = await ReadAsync(response, cancellationToken);
            if (answer is not null)
                return (answer, null, address);
            if (!isRedirected && (int)refusal!.Status is >= 300 and < 400 && ChatAddress.Redirected(address, response.Headers.Location) is { } other)
            {
                (tried, isRedirected) = (new([other]), true);
                continue;
            }

            first ??= refusal;
            if (tried.Count == 0 || !IsElsewhere(refusal!))
                return (null, IsElsewhere(refusal!) ? first : refusal, address);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Options.Set(VendorConnections.ConnectTimeout, options.ConnectTimeout);
        ChatHeaders.Set(request, options);
        return await http.Client.SendAsync(request, cancellationToken);
    }

    private async Task<(ChatAnswer?, ChatRefusal?)> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            using (response)
                return (null, await ChatRefusal.ReadAsync(response, http.Time, cancellationToken));
        }

        var answer = await ChatAnswer.OpenAsync(response, cancellationToken);
        if (ChatRefusal.In(answer) is not { } refusal)
            return (answer, null);
        answer.Dispose();
        return (null, refusal);
    }

    // Nobody there, or a page for people. What knows the protocol knows the model or does not.
    private static bool IsElsewhere(ChatRefusal refusal) =>
        refusal.IsPage || (refusal.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed && !refusal.Body.Contains("model", StringComparison.OrdinalIgnoreCase));
}
