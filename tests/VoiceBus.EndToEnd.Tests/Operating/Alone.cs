namespace VoiceBus.EndToEnd.Tests.Operating;

/// <summary>Tests that measure: nothing else of this assembly runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
