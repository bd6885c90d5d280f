using System.Text;
using VoiceBus.Device;

Console.OutputEncoding = Encoding.UTF8;
return await DeviceCommandLine.RunAsync(args, Console.Out, Console.Error, TimeProvider.System, CancellationToken.None);
