using VoiceBus.Server;

return await ServerProcess.RunAsync(args);
