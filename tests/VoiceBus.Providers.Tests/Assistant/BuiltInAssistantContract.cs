using Microsoft.Extensions.AI;
using VoiceBus.Providers.Assistant;
using VoiceBus.Testing;

namespace VoiceBus.Providers.Tests.Assistant;

public sealed class BuiltInAssistantContract : ChatClientContract
{
    protected override IChatClient Create() => new BuiltInAssistant(TimeProvider.System);

    protected override IChatClient? CreateFailing() => null;
}
