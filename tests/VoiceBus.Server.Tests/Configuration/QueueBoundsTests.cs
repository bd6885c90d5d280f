using VoiceBus.Core.Bus;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Server.Tests.Configuration;

public sealed class QueueBoundsTests
{
    [Theory]
    [InlineData("memory", 40, 100, 100)]
    [InlineData("rabbitmq", 40, 100, 40)]
    [InlineData("rabbitmq", 100, 40, 40)]
    public void Over_a_broker_a_worker_takes_what_its_pools_can_serve(string transport, int instances, int concurrency, int taken)
    {
        var service = Documents.Plain.Services.Asr;
        var document = Documents.Plain with
        {
            Bus = Documents.Plain.Bus with
            {
                Transport = transport,
                Queues = Documents.Plain.Bus.Queues with { Asr = Documents.Plain.Bus.Queues.Asr with { Concurrency = concurrency } },
            },
            Services = Documents.Plain.Services with
            {
                Asr = service with { Providers = [.. service.Providers.Select(one => one with { Pool = one.Pool with { MaxSize = instances } })] },
            },
        };
        document.QueueOf(ServiceType.Asr).Concurrency.ShouldBe(taken);
    }
}
