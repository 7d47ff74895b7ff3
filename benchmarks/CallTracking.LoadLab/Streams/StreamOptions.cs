using System.CommandLine;

namespace CallTracking.LoadLab.Streams;

/// <summary>The options that say which stream to use.</summary>
internal sealed record StreamOptions(Option<FileInfo> File, Option<long?> Calls, Option<int> Seed)
{
    public static StreamOptions Create()
    {
        var file = new Option<FileInfo>("--stream") { Description = "A recorded AMI stream, raw or .gz. Default: a generated one." };
        file.AcceptExistingOnly();
        return new StreamOptions(
            file,
            new Option<long?>("--calls") { Description = "Calls of the generated stream." },
            new Option<int>("--seed") { Description = "Seed of the generated stream.", DefaultValueFactory = _ => 1 });
    }

    public void AddTo(Command command)
    {
        command.Add(File);
        command.Add(Calls);
        command.Add(Seed);
    }

    public LoadStream Read(ParseResult parsed, long calls) => parsed.GetValue(File) is { } file
        ? LoadStream.Read(file)
        : LoadStream.Generate(parsed.GetValue(Seed), parsed.GetValue(Calls) ?? calls);
}
