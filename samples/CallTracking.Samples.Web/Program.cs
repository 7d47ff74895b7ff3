using CallTracking.Samples.Web.Hosting;

return await WebHost.RunAsync(args);
