using System.CommandLine;
using CallTracking.Pbx.FreeSwitch;

namespace CallTracking.Samples.Console.Replay;

/// <summary>The template by which FreeSWITCH writes its records.</summary>
internal static class TemplateOption
{
    public static Option<string?> Create()
    {
        var option = new Option<string?>("--csv-template")
        {
            Description = "The template of FreeSWITCH's Master.csv, copied from cdr_csv.conf.xml, or its names with commas between. Default: "
                + "FreeSWITCH's usual one, with or without values behind it.",
            HelpName = "TEXT",
        };
        option.Validators.Add(result =>
        {
            try
            {
                _ = new FreeSwitchCdrDecoderFactory { CsvTemplate = result.GetValue(option) };
            }
            catch (ArgumentException exception)
            {
                result.AddError(exception.Message.Split(" (Parameter", 2)[0]);
            }
        });
        return option;
    }
}
