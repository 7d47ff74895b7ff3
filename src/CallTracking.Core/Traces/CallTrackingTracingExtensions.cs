using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;
using CallTracking.Traces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking;

/// <summary>Records what links hear, for complaints.</summary>
public static class CallTrackingTracingExtensions
{
    /// <summary>
    /// Records the raw frames of links into files that <c>calltracking replay</c> reads. The folder stays within a size, passwords are never in
    /// it, and phone numbers need not be; a disk that is slow, full or gone costs the recording and never the link.
    /// </summary>
    /// <remarks>Calling it again changes the options. A recorder that the host registers itself under a link's name goes before
    /// this one.</remarks>
    /// <param name="builder">What <c>AddCallTracking</c> returned.</param>
    /// <param name="directory">Where the traces go; made when it is not there, readable for the host's user alone.</param>
    /// <param name="configure">Sets options. Default: none.</param>
    /// <returns>The builder.</returns>
    public static ICallTrackingBuilder AddTracing(
        this ICallTrackingBuilder builder, string directory, Action<TracingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        builder.Services.AddOptions<TracingOptions>().Configure(options => options.Directory = Path.GetFullPath(directory)).ValidateOnStart();
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TracingOptions>, TracingOptionsValidator>());
        builder.Services.TryAddSingleton<TraceMetrics>();
        builder.Services.TryAddSingleton(host => new TraceArchive(
            host.GetRequiredService<IOptions<TracingOptions>>().Value, host.GetRequiredService<TimeProvider>(),
            host.GetRequiredService<ILogger<TraceArchive>>()));
        builder.Services.TryAddKeyedSingleton<IFrameRecorder>(
            KeyedService.AnyKey, static (host, link) => Create(host, link as string ?? string.Empty)!);
        return builder;
    }

    private static LinkTrace? Create(IServiceProvider host, string link)
    {
        var options = host.GetRequiredService<IOptions<TracingOptions>>().Value;
        if (options.Links.Count > 0 && !options.Links.Contains(link))
        {
            return null;
        }

        var key = options.PseudonymKeyFile is { } file ? PseudonymKeyFile.Read(file) : options.PseudonymKey;
        return new LinkTrace(
            link, options, host.GetRequiredService<TraceArchive>(),
            key is null ? null : new NumberPseudonyms(key, options.MinNumberDigits, options.KeepNumbers),
            host.GetRequiredService<TimeProvider>(), host.GetRequiredService<TraceMetrics>(),
            host.GetRequiredService<ILogger<TraceArchive>>());
    }
}
