using System.Text;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Gateway.Vision;

/// <summary>Asks a model over the bus what is in a picture. Thread-safe.</summary>
internal sealed class VisionService(IEventBus bus, SessionManager sessions, VisionOptions options, IEventSink events, TimeProvider time)
{
    private const int MaxAnswer = 2000; // A device passes the answer on in one message of bounded size.
    private const string AnyQuestion = "What is in the picture?";

    /// <summary>Answers the question about a picture.</summary>
    /// <param name="deviceId">Who asks.</param>
    /// <param name="upload">The question and the picture.</param>
    /// <param name="cancellationToken">The device has left.</param>
    /// <exception cref="CallFailedException">Nobody could answer in time.</exception>
    public async Task<string> ExplainAsync(string deviceId, PictureUpload upload, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        var outcome = "cancelled";
        using var limit = new DeadlineSource(options.Timeout, time, new ExceptionGuard(events, "vision"));
        using var token = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var answer = await AskAsync(sessions.FindByDevice(deviceId)?.Id ?? deviceId, upload, token.Token);
            outcome = "completed";
            return answer;
        }
        catch (CallFailedException failure)
        {
            outcome = failure.Kind.ToString();
            throw;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = nameof(FailureKind.Timeout);
            throw new CallFailedException(ServiceType.Llm, FailureKind.Timeout, $"No answer within {options.Timeout.TotalSeconds:0.#} s.");
        }
        finally
        {
            events.Emit(new PictureExplained(deviceId, upload.MediaType, upload.Bytes.Length, outcome, time.GetElapsedTime(startedAt)));
        }
    }

    private async Task<string> AskAsync(string sessionId, PictureUpload upload, CancellationToken cancellationToken)
    {
        var question = upload.Question.Length > 0 ? upload.Question : AnyQuestion;
        ChatMessage[] messages =
        [
            new(ChatRole.System, options.Prompt),
            new(ChatRole.User, [new TextContent(question), new DataContent(upload.Bytes, upload.MediaType)]),
        ];
        var words = new StringBuilder();
        await using var call = await bus.OpenAsync(
            ServiceContracts.Llm, new ChatRequest(messages, []), new CallContext(sessionId, ""), cancellationToken);
        await call.CompleteInputAsync(cancellationToken);
        await foreach (var update in call.Replies(cancellationToken))
            words.Append(update.Text);
        var answer = words.ToString().Trim();
        if (answer.Length == 0)
            throw new CallFailedException(ServiceType.Llm, FailureKind.BadResponse, "The model answered without a word.");
        return answer.Length <= MaxAnswer ? answer : answer[..MaxAnswer] + "…";
    }
}
