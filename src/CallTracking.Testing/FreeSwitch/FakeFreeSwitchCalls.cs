using System.Globalization;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>Legs that a <see cref="FakeFreeSwitch"/> makes itself, told as FreeSWITCH tells them; always under the server's gate.</summary>
internal sealed partial class FakeFreeSwitchCalls(FakeFreeSwitch server)
{
    private readonly Dictionary<string, FakeLeg> _legs = new(StringComparer.OrdinalIgnoreCase);
    private int _ids;

    public string NewId() => string.Create(CultureInfo.InvariantCulture, $"fa4e{++_ids:x4}-0000-4000-8000-{server.State.CoreUuid[^12..]}");

    public FakeLeg? Find(string id) => _legs.GetValueOrDefault(id);

    public void Clear() => _legs.Clear();

    public FakeLeg Begin(
        string name, bool isInbound, string callerNumber, string number, string context, FakeLeg? originator = null, string? id = null, string callerName = "",
        IReadOnlyDictionary<string, string>? variables = null)
    {
        var leg = new FakeLeg(id is not null && server.State.Find(id) is null ? id : NewId(), name, isInbound, server.Now)
        {
            CallerNumber = callerNumber,
            CallerName = callerName,
            Number = number,
            Context = context,
            Originator = originator?.Id,
        };
        foreach (var (variable, value) in variables ?? new Dictionary<string, string>())
        {
            leg.Variables[variable] = value;
        }

        _legs[leg.Id] = leg;
        Tell("CHANNEL_CREATE", leg);
        return leg;
    }

    public void Ring(FakeLeg leg)
    {
        leg.ProgressAt = server.Now;
        Tell("CHANNEL_PROGRESS", leg);
    }

    public void Answer(FakeLeg leg)
    {
        if (leg.AnsweredAt is null)
        {
            leg.AnsweredAt = server.Now;
            Tell("CHANNEL_ANSWER", leg);
        }
    }

    public void Join(FakeLeg a, FakeLeg b)
    {
        Part(a);
        Part(b);
        (a.Partner, b.Partner) = (b, a);
        (a.BridgedAt, b.BridgedAt) = (server.Now, server.Now);
        Tell("CHANNEL_BRIDGE", a, ("Bridge-A-Unique-ID", a.Id), ("Bridge-B-Unique-ID", b.Id));
    }

    public void Part(FakeLeg leg)
    {
        if (leg.Partner is { } other)
        {
            (leg.Partner, other.Partner) = (null, null);
            var (a, b) = leg.Originator == other.Id ? (other, leg) : (leg, other);
            Tell("CHANNEL_UNBRIDGE", a, ("Bridge-A-Unique-ID", a.Id), ("Bridge-B-Unique-ID", b.Id));
        }
    }

    /// <summary>Ends a leg, and with it whoever has nothing else to do.</summary>
    /// <param name="leg">The leg.</param>
    /// <param name="cause">FreeSWITCH's name of the reason.</param>
    /// <param name="by">Who hung up; null for the PBX.</param>
    public void End(FakeLeg leg, string cause, FakeLeg? by)
    {
        if (leg.EndedAt is not null)
        {
            return;
        }

        var partner = leg.Partner;
        var called = _legs.Values.Where(other => other.Originator == leg.Id && other.AnsweredAt is null && other.EndedAt is null).ToList();
        Part(leg);
        Hold(leg, isHeld: false);
        leg.EndedAt = server.Now;
        leg.Variables["sip_hangup_disposition"] = (ReferenceEquals(leg, by), leg.AnsweredAt is not null, leg.IsInbound) switch
        {
            (true, true, _) => "recv_bye",
            (true, false, true) => "recv_cancel",
            (true, false, false) => "recv_refuse",
            (false, true, _) => "send_bye",
            (false, false, true) => "send_refuse",
            _ => "send_cancel",
        };
        _legs.Remove(leg.Id);
        foreach (var other in called)
        {
            End(other, "ORIGINATOR_CANCEL", by: null);
        }

        Tell("CHANNEL_HANGUP_COMPLETE", leg, ("Hangup-Cause", cause), ("Hangup-Cause", cause));
        if (partner is { EndedAt: null })
        {
            if (partner.Goes is { } goes)
            {
                goes();
            }
            else
            {
                End(partner, cause == "MANAGER_REQUEST" ? cause : "NORMAL_CLEARING", by: null);
            }
        }
    }

    public void Hold(FakeLeg leg, bool isHeld)
    {
        if (isHeld == leg.HeldAt is not null)
        {
            return;
        }

        leg.HeldAt = isHeld ? server.Now : null;
        Tell(isHeld ? "CHANNEL_HOLD" : "CHANNEL_UNHOLD", leg);
    }

    public void Record(FakeLeg leg, string what, string file)
    {
        var known = leg.Variables.GetValueOrDefault("fake_recording");
        if (what == "start")
        {
            leg.Variables["fake_recording"] = file;
            Tell("RECORD_START", leg, ("Record-File-Path", file));
        }
        else if (what == "stop" && known is not null)
        {
            leg.Variables.Remove("fake_recording");
            Tell("RECORD_STOP", leg, ("Record-File-Path", known), ("Record-Completion-Cause", "success-silence"));
        }
    }

    public void Play(FakeLeg leg, string file)
    {
        leg.Variables["fake_playback"] = file;
        server.Later(server.Options.Playing, () => StopPlaying(leg, "done"));
        Tell("PLAYBACK_START", leg, ("Playback-File-Path", file));
    }

    public void StopPlaying(FakeLeg leg) => StopPlaying(leg, "break");

    /// <summary>The leg leaves whoever it talks with and goes to another destination.</summary>
    public void Transfer(FakeLeg leg, string destination)
    {
        var former = leg.Partner;
        leg.Variables["transfer_source"] = string.Create(
            CultureInfo.InvariantCulture, $"{server.Now.ToUnixTimeSeconds()}:{NewId()}:bl_xfer:{destination}/{leg.Context}/XML");
        leg.Number = destination;
        Part(leg);
        if (former is not null)
        {
            End(former, "NORMAL_CLEARING", by: null);
        }

        Dial(leg, $"user/{destination}", new Dictionary<string, string>(), static _ => { });
    }

    /// <summary>A leg that was made calls somebody and talks with him.</summary>
    /// <param name="leg">The leg.</param>
    /// <param name="endpoint">Whom, as a dial string without its variables.</param>
    /// <param name="variables">Variables of his leg.</param>
    /// <param name="failed">Told why he is not reached; the leg is ended behind it.</param>
    public void Dial(FakeLeg leg, string endpoint, IReadOnlyDictionary<string, string> variables, Action<string> failed)
    {
        var caller = variables.GetValueOrDefault("origination_caller_id_number") ?? leg.CallerNumber;
        Reach(endpoint, variables, leg, caller, other => Join(leg, other), cause =>
        {
            failed(cause);
            leg.Variables["originate_disposition"] = cause;
            End(leg, cause, by: null);
        });
    }

    private void StopPlaying(FakeLeg leg, string status)
    {
        if (leg.EndedAt is null && leg.Variables.Remove("fake_playback", out var file))
        {
            Tell("PLAYBACK_STOP", leg, ("Playback-File-Path", file), ("Playback-Status", status));
        }
    }

    private void Tell(string name, FakeLeg leg, params IEnumerable<(string, string)> more) =>
        server.Tell(EslFrame.Event(name, [.. leg.Headers(), .. more]));
}
