using VoiceBus.Server;

// Whatever text meets whatever pattern: a core is not lost to it. Before the first pattern is made.
AppContext.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromSeconds(5));
return await ServerProcess.RunAsync(args);
