using System.ComponentModel.DataAnnotations;
using CallTracking.Pbx.Records;
using CallTracking.Pbx.Wire;
using Microsoft.Extensions.Options;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Where a FreeSWITCH leaves its call detail records (<c>mod_cdr_csv</c>, <c>mod_json_cdr</c>). All places may be used together; a
/// record that comes more than once counts once. Of one leg either kind is enough: JSON tells more.</summary>
public sealed class FreeSwitchCdrOptions
{
    /// <summary>The file that <c>mod_cdr_csv</c> writes to, usually <c>/var/log/freeswitch/cdr-csv/Master.csv</c>, or that of an account;
    /// followed as it grows and over its rotation. It need not be there yet. Null (the default): none.</summary>
    public string? File { get; set; }

    /// <summary>Begins a <see cref="File"/> that was never read at its end: what is older is left out. Default false: all of it is
    /// read.</summary>
    public bool SkipExisting { get; set; }

    /// <summary>The template of <see cref="File"/> as <c>cdr_csv.conf.xml</c> has it (<c>"${caller_id_name}",…</c>), or its names with commas
    /// between. It must have <c>uuid</c> and <c>start_stamp</c>; <c>direction</c> and <c>originator</c> tell which leg is which. Null (the
    /// default): FreeSWITCH's usual template, with or without values behind it.</summary>
    [CdrTemplate]
    public string? CsvTemplate { get; set; }

    /// <summary>The folder in which <c>mod_json_cdr</c> leaves its files, usually <c>/var/log/freeswitch/json_cdr</c>, or where somebody puts
    /// files of either kind. Each is imported once and moved to the subfolders <c>done</c> and <c>failed</c>. Null (the default):
    /// none.</summary>
    public string? Folder { get; set; }

    /// <summary>Which files of <see cref="Folder"/>; names that begin with a dot are never meant. Default <c>*.json</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string FolderPattern { get; set; } = "*.json";

    /// <summary>How long a file of <see cref="Folder"/> must not have changed: it may still be being written. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a file of <see cref="Folder"/> that is not complete is waited for before it is moved to <c>failed</c>. Default
    /// 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan TornTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Files of either kind to read once from where an earlier run had come to their end. A link that has nothing else is then
    /// finished.</summary>
    public IList<string> ImportFiles { get; } = [];

    /// <summary>Reads <see cref="ImportFiles"/> from their start even if they were read before. Default false.</summary>
    public bool ReadAgain { get; set; }

    /// <summary>How often is looked for something new. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Zone of the PBX's host as an IANA name, for instance <c>Asia/Phnom_Penh</c>: the times of <c>mod_cdr_csv</c> have none. Null
    /// (the default) means UTC. Times of <c>mod_json_cdr</c>, and <c>*_epoch</c> in a template, need none.</summary>
    [TimeZoneName]
    public string? TimeZone { get; set; }

    /// <summary>How names are read that are no UTF-8: the name of a single-byte encoding. Default <c>iso-8859-1</c>.</summary>
    [Required]
    [EncodingName]
    public string FallbackEncoding { get; set; } = "iso-8859-1";

    /// <summary>Is told how far each file is, every few hundred records, from the thread that reads. Null (the default): nobody.</summary>
    public IProgress<RecordProgress>? Progress { get; set; }

    /// <summary>Is told of each line that was passed over, from the thread that reads. Null (the default): nobody; the first ones are in the
    /// log.</summary>
    public IProgress<RecordDamage>? Damage { get; set; }

    internal bool IsFinite => File is null && Folder is null;

    internal bool HasPlace => File is not null || Folder is not null || ImportFiles.Count > 0;

    internal RecordFileSettings ToSettings()
    {
        var zone = TimeZone is { } id ? TimeZoneInfo.FindSystemTimeZoneById(id) : TimeZoneInfo.Utc;
        var template = CsvTemplate is null ? null : CdrTemplate.Parse(CsvTemplate, out _);
        return new RecordFileSettings
        {
            Format = CdrFormats.Any(zone, new WireText(EncodingNameAttribute.Find(FallbackEncoding)), template),
            PollInterval = PollInterval,
            SettleTime = SettleTime,
            TornTime = TornTime,
            FolderPattern = FolderPattern,
            SkipExisting = SkipExisting,
            ReadAgain = ReadAgain,
            Progress = Progress,
            Damage = Damage,
        };
    }
}

/// <summary>The value is a template of <c>mod_cdr_csv</c> that records can be read by.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CdrTemplateAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var problem = default(string);
        return value is not string text || CdrTemplate.Parse(text, out problem) is not null
            ? ValidationResult.Success
            : new ValidationResult(
                $"{validationContext.DisplayName} cannot be used: {problem}. Copy it from cdr_csv.conf.xml, for instance "
                + "\"${caller_id_name}\",\"${caller_id_number}\",…", [validationContext.MemberName!]);
    }
}

[OptionsValidator]
internal sealed partial class FreeSwitchCdrOptionsValidator : IValidateOptions<FreeSwitchCdrOptions>
{
}
