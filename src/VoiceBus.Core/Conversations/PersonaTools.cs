using System.ComponentModel;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Conversations;

/// <summary>Lets the model hand over to another persona, offered as tools. Thread-safe.</summary>
internal sealed class PersonaTools(DeviceMemory memory, PersonaSelector cast, IEventSink events)
{
    private IReadOnlyList<AIFunction>? _tools;

    /// <summary>The tools that list and switch personas.</summary>
    public IReadOnlyList<AIFunction> Tools => _tools ??=
    [
        AIFunctionFactory.Create(ListAsync, "list_personas", "Lists the personas this device can be switched to, and who speaks now."),
        AIFunctionFactory.Create(
            SwitchAsync, "switch_persona", "Hands over to another persona, which speaks from the user's next words on and is remembered for this device."),
    ];

    private async Task<string> ListAsync(CancellationToken cancellationToken) =>
        await NamesAsync(cancellationToken) is { } names ? $"speaking now: {cast.Now.Name}; there are: {names}" : Unavailable;

    private async Task<string> SwitchAsync(
        [Description("The persona's name as listed; 'default' is the usual one.")] string name, CancellationToken cancellationToken)
    {
        var wanted = name.Trim().ToLowerInvariant();
        if (await TryListAsync(cancellationToken) is not { } personas)
            return Unavailable;
        var persona = personas.FirstOrDefault(persona => persona.Name == wanted);
        if (persona is null && wanted != Persona.DefaultName)
            return $"Error: there is no persona '{name}'; there are: {await NamesAsync(cancellationToken)}.";
        cast.Choose(persona);
        memory.Remember(persona);
        events.Emit(new PersonaSwitched(memory.SessionId, memory.DeviceId, wanted));
        return $"ok: {wanted} speaks from the user's next words on";
    }

    private const string Unavailable = "Error: the personas cannot be read at the moment.";

    private async Task<string?> NamesAsync(CancellationToken cancellationToken) =>
        await TryListAsync(cancellationToken) is { } personas
            ? string.Join(", ", personas.Select(static persona => persona.Name).Prepend(Persona.DefaultName)) : null;

    private async Task<IReadOnlyList<Persona>?> TryListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await memory.ListPersonasAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or OutOfMemoryException))
        {
            // Whatever a driver throws: the model is told that it cannot be done, and the turn goes on.
            events.Emit(new MemoryUnavailable(failure.Message));
            return null;
        }
    }
}
