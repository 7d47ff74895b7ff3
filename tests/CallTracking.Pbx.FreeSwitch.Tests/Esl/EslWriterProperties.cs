using System.Buffers;
using System.Reflection;
using System.Text;
using CsCheck;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class EslWriterProperties
{
    /// <summary>What was found to work against FreeSWITCH, and what stands beside it.</summary>
    private static readonly string[] Splinters =
    [
        "\n", "\n\n", "\r", "\r\n", "\r\n\r\n", "\0", "\u0085", "\u2028", "\u2029", "\n\napi global_setvar ct_pwned=1", "\n\napi fsctl shutdown\n\n",
        "\nJob-UUID: 7", "\nexecute-app-name: system", "\nconsole_execute: true", "\nContent-Length: 5\n\nhello", "${", "$${", "${strftime(%Y)}",
        "${system(id)}", "$${domain}", "%{", "%0A", "%0a%0a", "%", ",", "|", ":_:", ";", " ", "  ", "\t", "'", "\"", "\\", "\\,", "\\n", "{", "}", "[", "]",
        "<", ">", "(", ")", "^^", "^^;", "&", "&park", "&system(id)", "=", "!", "::", "system::id", "../", "/", "-", "-bleg", "off", "all", "toggle",
        "@", "+", "*", "#", "~", "`", ":", "inline", " XML default", ",user/1002", "|user/1002", " &bridge(user/1002)", "}user/1002",
        "ct_x=1", ".wav", "tone_stream://%(1000,0,440)", "http://x/y.wav", "é", "ខ្មែរ", "😀", "\ud83d", "\udc00", "\ufffd", "\u202e", "\u00a0", "\u200b",
        "\u007f", "\u001b[2J", "CUSTOM", "ALL", "1001", "+12025550111", "d0d2720f-264c-40d7-ad28-80044a15d0b3", "/sounds/a.wav", "C:/", "a", "Z", "_", ".",
    ];

    private static readonly Gen<string> Hostile = Gen.OneOf(
            Gen.Int[0, Splinters.Length - 1].Select(static i => Splinters[i]),
            Gen.Char.Select(static c => c.ToString()),
            Gen.Char[' ', '~'].Array[1, 12].Select(static c => new string(c)))
        .Array[0, 5].Select(string.Concat);

    public static TheoryData<string> Commands => [.. EslCommandTable.All.Select(static row => row.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void AnyArguments_GiveExactlyOneCommandOrAreRefused(string name)
    {
        var row = EslCommandTable.All.Single(row => row.Name == name);
        Check(row, row.Fitting).Should().BeTrue("arguments that fit are taken");
        if (row.Fitting.Length == 0)
        {
            return;
        }

        // One argument is hostile, or each may be; hung onto what fits, it also tries the checks that look at beginnings and ends.
        var one = Gen.Select(Gen.Int[0, row.Fitting.Length - 1], Hostile, Gen.Int[0, 3]).Select((at, text, how) =>
            row.Fitting.Select((fit, index) => index != at ? fit : Mix(fit, text, how)).ToArray());
        var each = Gen.Select(Hostile, Gen.Int[0, 5]).Array[row.Fitting.Length].Select(parts =>
            parts.Select((part, index) => Mix(row.Fitting[index], part.Item1, part.Item2)).ToArray());
        one.Sample(arguments => { Check(row, arguments); }, iter: 3_000);
        each.Sample(arguments => { Check(row, arguments); }, iter: 500);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void EachSplinter_InEachArgument_GivesExactlyOneCommandOrIsRefused(string name)
    {
        var row = EslCommandTable.All.Single(row => row.Name == name);
        for (var at = 0; at < row.Fitting.Length; at++)
        {
            foreach (var splinter in Splinters)
            {
                for (var how = 0; how < 4; how++)
                {
                    Check(row, [.. row.Fitting.Select((fit, index) => index != at ? fit : Mix(fit, splinter, how))]);
                }
            }
        }

        row.Meaning(row.Fitting).Should().NotBeEmpty();
    }

    [Fact]
    public void EveryCommand_IsTried()
    {
        var made = typeof(EslCommand).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(static method => method.ReturnType == typeof(EslCommand)).Select(static method => method.Name);

        var missing = made.Where(static name => !EslCommandTable.All.Any(
            row => row.Source.Contains($"EslCommand.{name}(", StringComparison.Ordinal)));

        missing.Should().BeEmpty("they belong into the table");
    }

    private static string Mix(string fit, string text, int how) => how switch
    {
        0 => text,
        1 => fit + text,
        2 => text + fit,
        3 => fit.Insert(fit.Length / 2, text),
        _ => fit,
    };

    /// <summary>Whether the command is taken; fails when it is taken for anything else.</summary>
    private static bool Check(EslCommandTable.Row row, string[] arguments)
    {
        var output = new ArrayBufferWriter<byte>();
        try
        {
            EslWriter.Write(output, row.Make(arguments));
        }
        catch (ArgumentException error)
        {
            output.WrittenCount.Should().Be(0, "nothing is written of what is refused");
            IsClear(error.Message).Should().BeTrue($"this says what to do: {error.Message}");
            return false;
        }

        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        var command = EslGrammar.Commands(output.WrittenSpan).Should().ContainSingle(text).Subject;
        EslGrammar.Meaning(command).Should().Equal(row.Meaning(arguments), text);
        text.Should().EndWith("\n\n").And.NotContain("\n\n\n");
        return true;
    }

    private static bool IsClear(string message) =>
        message.Length is > 20 and < 300 && message.All(static c => c is >= ' ' and <= '~') && message.Contains(' ', StringComparison.Ordinal)
        && message.Split([';', ',']).Length > 1;
}
