using System.Text.Json;
using VoiceBus.Core.Thinking;

namespace VoiceBus.Core.Tests.Issues;

/// <summary>B5: what stands behind a picture in a result reaches the model, however large the picture is.</summary>
public sealed class B05EmbeddedPicturesTests
{
    [Fact]
    public void A_photo_of_real_size_leaves_room_for_what_is_seen_on_it()
    {
        var bytes = new byte[33_000];
        new Random(5).NextBytes(bytes);
        var photo = $"data:image/jpeg;base64,{Convert.ToBase64String(bytes)}";
        var result = JsonSerializer.Serialize(new { success = true, photo_data = photo, vision_analysis = new { text = "A cat on a sofa." } });

        ToolResults.Limit(result).ShouldBe("""{"success":true,"photo_data":"[an image]","vision_analysis":{"text":"A cat on a sofa."}}""");
        ToolResults.Limit(JsonSerializer.SerializeToElement(result)).ShouldBe("""{"success":true,"photo_data":"[an image]","vision_analysis":{"text":"A cat on a sofa."}}""");
        ToolResults.Limit("short").ShouldBe("short");
    }
}
