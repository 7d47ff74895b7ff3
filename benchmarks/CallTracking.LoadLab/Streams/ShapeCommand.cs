using System.CommandLine;

namespace CallTracking.LoadLab.Streams;

/// <summary>The verb <c>shape</c>: what a stream is made of, to compare the generated one with a recorded one.</summary>
internal static class ShapeCommand
{
    public static Command Create()
    {
        var stream = StreamOptions.Create();
        var write = new Option<FileInfo?>("--write") { Description = "Also writes the stream into this file." };
        var command = new Command("shape", "Tells events and bytes per call of the generated stream or of a recorded one.") { write };
        stream.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var input = stream.Read(parsed, calls: 2000);
            await Console.Out.WriteLineAsync($"{input.Origin}: {input.Shape}".AsMemory(), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(write) is { } file)
            {
                await File.WriteAllBytesAsync(file.FullName, input.Bytes, cancellationToken).ConfigureAwait(false);
            }
        });
        return command;
    }
}
