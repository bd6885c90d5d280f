using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace VoiceBus.Testing.Vendors.Http;

/// <summary>What a client asked a stand-in.</summary>
public sealed class StandInRequest
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StandInRequest(HttpRequest request)
    {
        (Method, Path) = (request.Method, request.Path);
        Query = request.Query.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToString());
        Headers = request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>The path.</summary>
    public string Path { get; }

    /// <summary>The query, unescaped.</summary>
    public IReadOnlyDictionary<string, string> Query { get; }

    /// <summary>The headers; names ignore case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body as it was sent.</summary>
    public byte[] Body { get; private set; } = [];

    /// <summary>The members of a form that are no files.</summary>
    public IReadOnlyDictionary<string, string> Form { get; private set; } = new Dictionary<string, string>();

    /// <summary>The files of a form: name of the member, name of the file, bytes.</summary>
    public IReadOnlyList<(string Member, string FileName, byte[] Bytes)> Files { get; private set; } = [];

    /// <summary>The body as JSON.</summary>
    /// <exception cref="VendorRefusalException">It is none.</exception>
    public JsonElement Json
    {
        get
        {
            try
            {
                return JsonElement.Parse(Body);
            }
            catch (JsonException)
            {
                throw new VendorRefusalException(400, "invalid_json", "We could not parse the JSON body of your request.");
            }
        }
    }

    /// <summary>Completes when the client hangs up before the answer is complete.</summary>
    public Task Closed => _closed.Task;

    internal void Close() => _closed.TrySetResult();

    internal static async Task<StandInRequest> ReadAsync(HttpContext context)
    {
        var request = new StandInRequest(context.Request);
        if (context.Request.HasFormContentType)
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            request.Form = form.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToString());
            request.Files = [.. form.Files.Select(static file => (file.Name, file.FileName, Bytes(file)))];
        }
        else
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            request.Body = body.ToArray();
        }

        return request;
    }

    private static byte[] Bytes(IFormFile file)
    {
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }
}
