using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.Tests.Assistant;

/// <summary>The built-in assistant looks through the device's camera.</summary>
public sealed class CameraSkillTests
{
    private string? _asked;

    [Theory]
    [InlineData("What do you see?")]
    [InlineData("Please take a photo and tell me what it is.")]
    [InlineData("Look at this!")]
    [InlineData("你看到了什么？")]
    [InlineData("请打开摄像头")]
    [InlineData("拍张照片")]
    public async Task Asks_the_camera_in_the_users_words_and_says_what_was_seen(string said)
    {
        (await Talk("""{"success":true,"action":"RESPONSE","response":"A red apple.","result":"A red apple."}""").SayAsync(said)).ShouldBe("A red apple.");
        _asked.ShouldBe(said);
    }

    [Theory]
    [InlineData("""{"success":true,"result":"An apple."}""", "An apple.")]
    [InlineData("An apple.", "An apple.")]
    [InlineData("""{"success":false,"message":"No model can see."}""", "I could not see anything. No model can see.")]
    [InlineData("Error: Failed to upload photo", "I could not take a picture.")]
    public async Task Understands_whatever_a_device_passes_on(string result, string reply) =>
        (await Talk(result).SayAsync("What do you see?")).ShouldBe(reply);

    [Theory]
    [InlineData("What do you see?", "This device has no camera I could look through.")]
    [InlineData("你看到了什么？", "这个设备没有我能用的摄像头。")]
    public async Task Says_so_where_there_is_no_camera(string said, string reply) => (await Assistant.Talk.AskAsync(said)).ShouldBe(reply);

    [Fact]
    public async Task A_picture_in_another_sense_takes_none()
    {
        await Talk("never").SayAsync("Tell me a story about a picture.");
        _asked.ShouldBeNull();
    }

    private Talk Talk(string result) => new(AIFunctionFactory.Create(
        (string question) =>
        {
            _asked = question;
            return result;
        },
        "self_camera_take_photo"));
}
