using System.Text.Json;
using VoiceBus.Providers.Tools;
using VoiceBus.Testing;

namespace VoiceBus.Providers.Tests.Tools;

public sealed class BuiltInToolsContract : ToolProviderContract
{
    protected override ToolRequest Call => new("calculate", JsonElement.Parse("""{"expression":"12*7"}"""));

    protected override IToolProvider Create() => new BuiltInTools(TimeProvider.System);
}
