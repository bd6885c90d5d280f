using System.Reflection;
using System.Runtime.CompilerServices;
using Mono.Cecil;
using Mono.Cecil.Cil;
using VoiceBus.Core.Concurrency;
using VoiceBus.Gateway.Hosting;

namespace VoiceBus.EndToEnd.Tests.Architecture;

/// <summary>
/// Whatever runs on a thread that belongs to all goes through a guard of <c>VoiceBus.Core.Concurrency</c>. BannedSymbols.txt says so
/// where code is written; this looks at what was compiled: every overload, and what no list of symbols can name.
/// </summary>
public sealed class GuardsTests
{
    private static readonly Assembly[] _assemblies = [.. Product.Assemblies];

    private static readonly (string Type, string Method)[] _raw =
    [
        ("System.Threading.Tasks.Task", "Run"), ("System.Threading.Tasks.Task", "get_Factory"), ("System.Threading.Tasks.Task`1", "get_Factory"),
        ("System.Threading.Tasks.Task", "ContinueWith"), ("System.Threading.Tasks.Task`1", "ContinueWith"), ("System.Threading.Tasks.Task", ".ctor"),
        ("System.TimeProvider", "CreateTimer"), ("System.Threading.Timer", ".ctor"), ("System.Timers.Timer", ".ctor"),
        ("System.Threading.CancellationToken", "Register"), ("System.Threading.CancellationToken", "UnsafeRegister"),
        ("System.Threading.CancellationTokenSource", "Cancel"),
        ("System.Threading.ThreadPool", "QueueUserWorkItem"), ("System.Threading.ThreadPool", "UnsafeQueueUserWorkItem"),
        ("System.Threading.ThreadPool", "RegisterWaitForSingleObject"), ("System.Threading.ThreadPool", "UnsafeRegisterWaitForSingleObject"),
        ("System.Threading.Thread", ".ctor"), ("System.Threading.SynchronizationContext", "Post"), ("System.Progress`1", ".ctor"),
    ];

    public static TheoryData<string> Assemblies => [.. _assemblies.Select(static assembly => assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Only_the_guards_call_what_runs_on_a_thread_of_all(string assembly) =>
        Offenders(assembly, static (_, instruction) => Called(instruction) is { } called && _raw.Contains((Name(called.DeclaringType), called.Name)))
            .ShouldBeEmpty("use a helper of VoiceBus.Core.Concurrency");

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void What_callbacks_of_a_token_throw_is_not_thrown_away(string assembly) =>
        Offenders(assembly, static (_, instruction) =>
            Called(instruction) is { Name: "CancelAsync" } && instruction.Next?.OpCode == OpCodes.Pop)
            .ShouldBeEmpty("await CancelAsync, or use CancelGuardedAsync");

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Nothing_is_async_void(string assembly) =>
        Types(assembly).SelectMany(static type => type.Methods)
            .Where(static method => method.ReturnType.FullName == "System.Void"
                && method.CustomAttributes.Any(static attribute => attribute.AttributeType.FullName == typeof(AsyncStateMachineAttribute).FullName))
            .Select(static method => method.FullName).ShouldBeEmpty("what it throws ends the process");

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Nothing_has_a_finalizer(string assembly) =>
        Types(assembly).Where(static type => type.Methods.Any(static method => method is { Name: "Finalize", IsVirtual: true, Parameters.Count: 0 }))
            .Select(static type => type.FullName).ShouldBeEmpty("what it throws ends the process");

    [Theory]
    [InlineData("System.Threading.IThreadPoolWorkItem", "VoiceBus.Core.Concurrency.GuardedWorkItem")]
    [InlineData("Microsoft.Extensions.Hosting.BackgroundService", "VoiceBus.Gateway.Hosting.GuardedBackgroundService")]
    [InlineData("RabbitMQ.Client.AsyncDefaultBasicConsumer", "VoiceBus.RabbitMq.Connection.GuardedConsumer")]
    [InlineData("RabbitMQ.Client.IAsyncBasicConsumer", "VoiceBus.RabbitMq.Connection.GuardedConsumer")]
    public void What_others_call_back_has_the_guard_of_its_kind(string raw, string guard) =>
        _assemblies.SelectMany(static assembly => Types(assembly.GetName().Name!))
            .Where(type => type.BaseType?.FullName == raw || type.Interfaces.Any(one => one.InterfaceType.FullName == raw))
            .Select(static type => type.FullName).Where(type => type != guard).ShouldBeEmpty($"derive from {guard}");

    [Fact]
    public void No_consumer_is_an_event_handler() =>
        Offenders("VoiceBus.RabbitMq", static (_, instruction) => Called(instruction)?.Name is "add_ReceivedAsync" or "add_RegisteredAsync")
            .ShouldBeEmpty("derive from GuardedConsumer");

    [Fact]
    public void What_is_looked_for_is_found_where_it_may_be()
    {
        // Or a rename of the framework's or of ours would make all of this pass for ever.
        var inside = Calls(typeof(BackgroundTask).Assembly.GetName().Name!)
            .Where(static call => IsGuard(call.Method)).Select(static call => Called(call.Instruction)).OfType<MethodReference>()
            .Select(static called => (Name(called.DeclaringType), called.Name)).ToHashSet();
        foreach (var one in new[] { ("System.Threading.Tasks.Task", "Run"), ("System.TimeProvider", "CreateTimer"), ("System.Threading.CancellationToken", "UnsafeRegister"), ("System.Threading.CancellationTokenSource", "Cancel"), ("System.Threading.ThreadPool", "UnsafeQueueUserWorkItem") })
            inside.ShouldContain(one);
    }

    private static IEnumerable<string> Offenders(string assembly, Func<MethodDefinition, Instruction, bool> isRaw) =>
        Calls(assembly).Where(call => !IsGuard(call.Method) && isRaw(call.Method, call.Instruction))
            .Select(static call => $"{call.Method.DeclaringType.FullName}.{call.Method.Name}: {call.Instruction.Operand}").Distinct();

    private static IEnumerable<(MethodDefinition Method, Instruction Instruction)> Calls(string assembly) =>
        Types(assembly).SelectMany(static type => type.Methods).Where(static method => method.HasBody)
            .SelectMany(static method => method.Body.Instructions.Select(instruction => (method, instruction)));

    private static List<TypeDefinition> Types(string assembly)
    {
        var module = ModuleDefinition.ReadModule(
            _assemblies.Single(one => one.GetName().Name == assembly).Location, new ReaderParameters(ReadingMode.Immediate) { InMemory = true });
        return [.. module.GetTypes()];
    }

    private static MethodReference? Called(Instruction instruction) =>
        instruction.OpCode.FlowControl == FlowControl.Call || instruction.OpCode == OpCodes.Ldftn ? instruction.Operand as MethodReference : null;

    private static string Name(TypeReference type) => type.GetElementType().FullName;

    private static bool IsGuard(MethodDefinition method)
    {
        var type = method.DeclaringType;
        while (type.DeclaringType is { } outer)
            type = outer;
        return type.Namespace == typeof(BackgroundTask).Namespace;
    }
}
