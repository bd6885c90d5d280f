using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.OpenAi.Transcription;

/// <summary>
/// Asks for transcripts. By hand and not by the vendor's library, which reads the answers of its own servers only and takes no
/// further members of the form. Thread-safe.
/// </summary>
internal sealed class TranscriptionClient(string name, TranscriptionOptions options, VendorHttp http)
{
    private const int LongestAnswer = 4 << 20;

    private readonly Uri _address = VendorAddress.Of(options.Url, "audio/transcriptions");
    private readonly VendorTimeouts _timeouts = new(options.ConnectTimeout, options.AnswerTimeout, options.IdleTimeout);

    /// <summary>Names errors.</summary>
    public HttpErrors Errors { get; } =
        new(http.Context(ServiceType.Asr, name), [options.Key, .. options.Headers.Values, .. UrlParts.Secrets(options.Url)]);

    /// <summary>Sends a file and gives its text: partial ones where it comes in pieces, then one final.</summary>
    /// <param name="wav">The file.</param>
    /// <param name="request">What is known about the speaker.</param>
    /// <param name="cancellationToken">Hangs up.</param>
    /// <exception cref="ProviderException">The vendor failed.</exception>
    public async IAsyncEnumerable<Transcript> TranscribeAsync(
        byte[] wav, RecognitionRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var call = new VendorCall(http, Errors, _timeouts, cancellationToken);
        using var message = new HttpRequestMessage(HttpMethod.Post, _address) { Content = Form(wav, request) };
        VendorHeaders.Set(message, options.Key, options.Headers);
        var response = await call.SendAsync(message);
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type != "text/event-stream")
        {
            yield return new Transcript(TranscriptionText.Read(await call.ReadWholeAsync(LongestAnswer), type, Errors), TranscriptKind.Final);
            yield break;
        }

        await foreach (var transcript in TranscriptionStream.ReadAsync(call, Errors, cancellationToken))
        {
            if (transcript.Kind == TranscriptKind.Final)
                await call.DrainAsync();
            yield return transcript;
        }
    }

    private MultipartFormDataContent Form(byte[] wav, RecognitionRequest request)
    {
        var form = new MultipartFormDataContent();
        // Some servers take the quotes for a part of the boundary.
        var boundary = form.Headers.ContentType!.Parameters.First(static parameter => parameter.Name == "boundary");
        boundary.Value = boundary.Value!.Trim('"');
        var file = new ByteArrayContent(wav);
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        Add(form, file, "name=\"file\"; filename=\"speech.wav\"");
        AddField(form, "model", options.Model);
        AddField(form, "language", PrimaryTag(request.Language) ?? options.Language);
        AddField(form, "prompt", Prompt(request.HotWords));
        AddField(form, "response_format", options.ResponseFormat);
        AddField(form, "temperature", options.Temperature?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        AddField(form, "stream", options.Stream ? "true" : null);
        foreach (var (member, value) in options.ExtraForm)
            AddField(form, member, value);
        return form;
    }

    private static void AddField(MultipartFormDataContent form, string member, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        // Without a content type: with one, some servers take a field for a file.
        var field = new ByteArrayContent(Encoding.UTF8.GetBytes(value));
        Add(form, field, $"name=\"{member}\"");
    }

    private static void Add(MultipartFormDataContent form, HttpContent part, string parameters)
    {
        part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; {parameters}");
        form.Add(part);
    }

    private string? Prompt(IReadOnlyList<string> hotWords) =>
        hotWords.Count == 0 ? options.Prompt : $"{options.Prompt} {string.Join(", ", hotWords)}".Trim();

    // The protocol wants ISO 639-1: "zh" of "zh-CN".
    private static string? PrimaryTag(string? language) => language?.Split('-')[0].ToLowerInvariant() is { Length: > 0 } tag ? tag : null;
}
