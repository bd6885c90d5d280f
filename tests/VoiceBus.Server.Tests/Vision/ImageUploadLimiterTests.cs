using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Vision;

namespace VoiceBus.Server.Tests.Vision;

public sealed class ImageUploadLimiterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Who_finds_no_room_waits_and_is_told_when_it_takes_too_long()
    {
        using var gate = new ImageUploadLimiter(new VisionOptions { MaxConcurrent = 1, Timeout = TimeSpan.FromSeconds(9) }, _time, NullEventSink.Instance);
        var first = await gate.EnterAsync(CancellationToken.None);
        var second = gate.EnterAsync(CancellationToken.None);
        second.IsCompleted.ShouldBeFalse();
        first.Dispose();
        first.Dispose();
        var held = await second;

        var third = gate.EnterAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(9));
        (await Should.ThrowAsync<UploadException>(third)).Status.ShouldBe((int)HttpStatusCode.ServiceUnavailable);
        held.Dispose();
        (await gate.EnterAsync(CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task An_upload_that_stands_still_ends_in_time()
    {
        using var gate = new ImageUploadLimiter(new VisionOptions { UploadTimeout = TimeSpan.FromSeconds(20) }, _time, NullEventSink.Instance);
        var request = new DefaultHttpContext().Request;
        request.ContentType = "multipart/form-data; boundary=x";
        var body = new StuckStream();
        request.Body = body;
        var reading = gate.ReadAsync(request, CancellationToken.None);
        await body.Reading.WaitAsync(TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(20));
        (await Should.ThrowAsync<UploadException>(reading)).Status.ShouldBe(408);

        var draining = gate.DrainAsync(new StuckStream(), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(20));
        await draining.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private sealed class StuckStream : MemoryStream
    {
        private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reading => _reading.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reading.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return 0;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
