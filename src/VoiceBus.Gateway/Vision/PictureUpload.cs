using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace VoiceBus.Gateway.Vision;

/// <summary>A question and a picture as a device posts them (protocol.md 7).</summary>
/// <param name="Question">May be empty.</param>
/// <param name="Bytes">The picture.</param>
/// <param name="MediaType">Of the picture, by its first bytes.</param>
internal sealed record PictureUpload(string Question, byte[] Bytes, string MediaType)
{
    private const int MaxQuestionBytes = 16 * 1024;
    private const int MaxParts = 16;
    private const int PieceBytes = 32 * 1024;

    /// <summary>Reads a multipart body; chunks are welcome, sizes are watched while reading.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The largest picture.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UploadException">The body is not what it should be; part of it may not have been read.</exception>
    public static async Task<PictureUpload> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(BoundaryOf(request), request.Body);
        string? question = null;
        byte[]? picture = null;
        try
        {
            for (var parts = 0; await reader.ReadNextSectionAsync(cancellationToken) is { } section; parts++)
            {
                if (parts >= MaxParts)
                    throw new UploadException(StatusCodes.Status400BadRequest, $"The body has more than {MaxParts} parts.");
                if (IsPicture(section))
                    picture ??= await ReadPartAsync(section.Body, maxBytes, "The picture", cancellationToken);
                else
                    question ??= Encoding.UTF8.GetString(await ReadPartAsync(section.Body, MaxQuestionBytes, "The question", cancellationToken));
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new UploadException(StatusCodes.Status400BadRequest, "The body breaks off or is no multipart/form-data.");
        }

        if (picture is null)
            throw new UploadException(StatusCodes.Status400BadRequest, "The body has no picture: send a part named file.");
        var type = PictureType.Of(picture)
            ?? throw new UploadException(StatusCodes.Status415UnsupportedMediaType, "The file is no JPEG, PNG, WebP, GIF or BMP picture.");
        return new PictureUpload(question?.Trim() ?? "", picture, type);
    }

    private static string BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= 200 } boundary
            ? boundary
            : throw new UploadException(StatusCodes.Status415UnsupportedMediaType, "Send multipart/form-data with a question and a file.");

    // Well-known servers name the parts differently; the file is the part that has a file name or says that it is a picture.
    private static bool IsPicture(MultipartSection section) =>
        section.GetContentDispositionHeader() is { } disposition
        && (disposition.FileName.HasValue || disposition.FileNameStar.HasValue
            || disposition.Name.Value?.Trim('"') is "file" or "image"
            || section.ContentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true);

    private static async Task<byte[]> ReadPartAsync(Stream part, int maxBytes, string what, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (await part.ReadAsync(piece, cancellationToken) is var count and > 0)
            {
                if (read.Length + count > maxBytes)
                    throw new UploadException(StatusCodes.Status413PayloadTooLarge, $"{what} is larger than {maxBytes} bytes.");
                read.Write(piece, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        return read.ToArray();
    }
}

/// <summary>A picture's upload is refused.</summary>
internal sealed class UploadException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status that says so.</summary>
    public int Status => status;
}
