using CallTracking.Samples.Console.CommandLine;

return await CallTrackingCommand.RunAsync(args, Terminal.OfProcess(), CancellationToken.None);
