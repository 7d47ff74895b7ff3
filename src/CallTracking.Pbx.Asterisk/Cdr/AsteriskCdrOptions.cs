using System.ComponentModel.DataAnnotations;
using CallTracking.Pbx.Records;
using Microsoft.Extensions.Options;

namespace CallTracking.Pbx.Asterisk;

/// <summary>Where an Asterisk leaves its call detail records (<c>cdr_csv</c>). All places may be used together; a record that comes more than
/// once counts once.</summary>
public sealed class AsteriskCdrOptions
{
    /// <summary>The file that Asterisk writes to, usually <c>/var/log/asterisk/cdr-csv/Master.csv</c>, followed as it grows and over its
    /// rotation (rename or copy and truncate; leave the last rotated file unpacked: <c>delaycompress</c>). It need not be there yet. Null
    /// (the default): none.</summary>
    public string? File { get; set; }

    /// <summary>Begins a <see cref="File"/> that was never read at its end: what is older is left out. Default false: all of it is
    /// read.</summary>
    public bool SkipExisting { get; set; }

    /// <summary>A folder where files appear that are to be imported once; they are moved to its subfolders <c>done</c> and <c>failed</c>.
    /// Null (the default): none.</summary>
    public string? Folder { get; set; }

    /// <summary>Which files of <see cref="Folder"/>; names that begin with a dot are never meant. Default <c>*.csv</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string FolderPattern { get; set; } = "*.csv";

    /// <summary>How long a file of <see cref="Folder"/> must not have changed: it may still be being copied. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Files to read once from where an earlier run had come to their end. A link that has nothing else is then finished.</summary>
    public IList<string> ImportFiles { get; } = [];

    /// <summary>Reads <see cref="ImportFiles"/> from their start even if they were read before. Default false.</summary>
    public bool ReadAgain { get; set; }

    /// <summary>Takes the manager interface's <c>Cdr</c> events too (<c>cdr_manager.conf</c>: <c>enabled = yes</c>, and in its
    /// <c>[mappings]</c> <c>linkedid => LinkedID</c>; read class <c>cdr</c>). They confirm what was seen, but are lost whenever the link is
    /// down; a file is the better witness. Default false.</summary>
    public bool Events { get; set; }

    /// <summary>How often is looked for something new. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Zone of the PBX's host as an IANA name, for instance <c>Asia/Phnom_Penh</c>: Asterisk writes times without zone. Null (the
    /// default) means UTC. Rows whose ids show that they are in UTC (<c>usegmtime</c>) are read so all the same.</summary>
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

    internal RecordFileSettings ToSettings() => new()
    {
        Format = CdrFormat.Of(this),
        PollInterval = PollInterval,
        SettleTime = SettleTime,
        FolderPattern = FolderPattern,
        SkipExisting = SkipExisting,
        ReadAgain = ReadAgain,
        Progress = Progress,
        Damage = Damage,
    };
}

[OptionsValidator]
internal sealed partial class AsteriskCdrOptionsValidator : IValidateOptions<AsteriskCdrOptions>
{
}
