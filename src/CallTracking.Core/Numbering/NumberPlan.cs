using System.Collections.Frozen;

namespace CallTracking.Numbering;

/// <summary>
/// Reads numbers the way one site means them: which digits are an extension or a room, which an outside number and in which country,
/// who withheld his number, which endpoints are trunks.
/// </summary>
/// <remarks>Immutable in effect and safe for concurrent use; no member throws on any text. Results are cached (bounded), because a busy
/// link names the same few parties in event after event.</remarks>
public sealed class NumberPlan
{
    /// <summary>Longest text that is looked at. No network has longer numbers, and a PBX may be made to send megabytes.</summary>
    internal const int MaxLength = 128;

    // A power of two. Direct mapped: a collision costs one more parse and memory never grows.
    private const int CacheSize = 2048;

    private static readonly FrozenSet<string> Withheld = new[]
    {
        "anonymous", "restricted", "unknown", "private", "unavailable", "withheld", "<unknown>",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> CustomaryTrunkContexts =
        new[] { "from-trunk", "from-pstn", "public" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly PhoneNumber?[] _cache = new PhoneNumber?[CacheSize];
    private readonly Place?[] _places = new Place?[CacheSize];
    private readonly NumberPattern _extensions;
    private readonly NumberPattern? _rooms;
    private readonly string _outboundPrefix;
    private readonly FrozenSet<string> _trunks;
    private readonly FrozenSet<string> _trunkContexts = CustomaryTrunkContexts;
    private readonly PublicNumberReader _public;

    /// <summary>Creates the plan of a site. Later changes of <paramref name="site"/> do not reach it.</summary>
    /// <param name="site">The site's settings.</param>
    /// <exception cref="ArgumentException">The settings are not valid; the message names the option and the cure.</exception>
    public NumberPlan(SiteOptions site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var problem = SiteOptionsValidator.Problems(site).FirstOrDefault();
        if (problem is not null)
        {
            throw new ArgumentException(problem.ToString(), nameof(site));
        }

        _extensions = NumberPattern.Create(site.Extensions);
        _rooms = string.IsNullOrEmpty(site.Rooms) ? null : NumberPattern.Create(site.Rooms);
        _outboundPrefix = site.OutboundPrefix?.Trim() ?? string.Empty;
        _trunks = site.Trunks.ToFrozenSet(StringComparer.Ordinal);
        _public = new PublicNumberReader(site.Country);
    }

    /// <summary>Whether the site names its trunks. Where it does not, <see cref="IsTrunkContext"/> is what tells an outside leg.</summary>
    public bool HasTrunks => _trunks.Count > 0;

    /// <summary>Reads a number as a PBX or a person wrote it.</summary>
    /// <param name="text">The text; null, empty and words such as <c>anonymous</c> mean withheld. Of a SIP or tel URI the user part
    /// counts. Texts over 128 characters are cut and are no number.</param>
    /// <returns>What it is. A public number has E.164 where libphonenumber calls it possible, valid or not.</returns>
    public PhoneNumber Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new PhoneNumber(text is null ? string.Empty : Cut(text), PhoneNumberKind.Withheld, null, null);
        }

        if (text.Length > MaxLength)
        {
            return new PhoneNumber(Cut(text), PhoneNumberKind.Other, null, null);
        }

        ref var slot = ref _cache[string.GetHashCode(text) & (CacheSize - 1)];
        var cached = Volatile.Read(ref slot);
        if (cached is not null && string.Equals(cached.Raw, text, StringComparison.Ordinal))
        {
            return cached;
        }

        var number = Classify(text);
        Volatile.Write(ref slot, number);
        return number;
    }

    /// <summary>Whether the whole text is an extension of the site.</summary>
    /// <param name="text">The text.</param>
    public bool IsExtension(string? text) => text is not null && PlaceOf(text).IsExtension;

    /// <summary>Whether the whole text is a conference room of the site.</summary>
    /// <param name="text">The text.</param>
    public bool IsRoom(string? text) => text is not null && _rooms is not null && PlaceOf(text).IsRoom;

    /// <summary>Whether an endpoint is one of the site's trunks, spelled exactly as the PBX spells it.</summary>
    /// <param name="endpoint">The endpoint, peer or gateway.</param>
    public bool IsTrunk(string? endpoint) => endpoint is not null && _trunks.Contains(endpoint);

    /// <summary>Whether a routing context is one of those in which PBXes by custom receive outside calls: <c>from-trunk</c>,
    /// <c>from-pstn</c>, <c>public</c>. Meant for sites that name no trunks.</summary>
    /// <param name="context">The context.</param>
    public bool IsTrunkContext(string? context) => context is not null && _trunkContexts.Contains(context);

    /// <summary>Whether numbers outside are dialled with something before them.</summary>
    public bool HasOutboundPrefix => _outboundPrefix.Length > 0;

    /// <summary>Takes the outbound prefix off a number that was dialled to the outside.</summary>
    /// <param name="dialed">The digits as dialled.</param>
    /// <param name="number">The number without the prefix; <paramref name="dialed"/> unchanged where there is none to take off.</param>
    /// <returns>True when the site has a prefix, the digits begin with it and the rest is plausible outside: no extension or room, and a
    /// possible number, a short code (9 + 911) or at least seven digits long.</returns>
    public bool TryStripOutboundPrefix(string? dialed, out string number)
    {
        number = dialed ?? string.Empty;
        if (_outboundPrefix.Length == 0 || number.Length > MaxLength || IsExtension(number) || IsRoom(number)
            || !number.StartsWith(_outboundPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = number[_outboundPrefix.Length..];
        var read = Read(rest);
        var plausible = read.Kind is PhoneNumberKind.Public or PhoneNumberKind.ShortCode;
        if (!plausible && (read.Kind == PhoneNumberKind.Extension || !IsLongDigits(rest) || Read(number).E164 is not null))
        {
            // A possible number whose first digit merely equals the prefix stays whole.
            return false;
        }

        number = rest;
        return true;
    }

    /// <summary>The ledger's form of a party: an extension or room as it is, an outside number as E.164, anything else as it is.</summary>
    /// <param name="text">The party as the PBX names it.</param>
    /// <returns>Null when it is withheld or empty.</returns>
    public string? Party(string? text)
    {
        var number = Read(text);
        return number.Kind == PhoneNumberKind.Extension ? Subscriber(number.Raw).ToString() : number.Display;
    }

    // Asked for every leg of every event about a call; a regular expression costs a hundred times what the look-up does.
    private Place PlaceOf(string text)
    {
        ref var slot = ref _places[string.GetHashCode(text) & (CacheSize - 1)];
        var cached = Volatile.Read(ref slot);
        if (cached is not null && string.Equals(cached.Text, text, StringComparison.Ordinal))
        {
            return cached;
        }

        var subscriber = Subscriber(text);
        var place = new Place(text, _extensions.IsMatch(subscriber), _rooms?.IsMatch(subscriber) == true);
        if (text.Length <= MaxLength)
        {
            Volatile.Write(ref slot, place);
        }

        return place;
    }

    private PhoneNumber Classify(string text)
    {
        var subscriber = Subscriber(text);
        if (subscriber.IsEmpty || IsWithheld(text, subscriber))
        {
            return new PhoneNumber(text, PhoneNumberKind.Withheld, null, null);
        }

        if (_extensions.IsMatch(subscriber) || _rooms?.IsMatch(subscriber) == true)
        {
            return new PhoneNumber(text, PhoneNumberKind.Extension, null, null);
        }

        if (subscriber.Length is >= 3 and <= 6 && !subscriber.ContainsAnyExceptInRange('0', '9'))
        {
            return new PhoneNumber(text, PhoneNumberKind.ShortCode, null, null);
        }

        return _public.TryRead(subscriber.ToString(), out var e164, out var reversed, out var isLocal)
            ? new PhoneNumber(text, PhoneNumberKind.Public, e164, reversed)
            : new PhoneNumber(text, isLocal ? PhoneNumberKind.Public : PhoneNumberKind.Other, null, null);
    }

    private static bool IsWithheld(ReadOnlySpan<char> text, ReadOnlySpan<char> subscriber) =>
        Withheld.GetAlternateLookup<ReadOnlySpan<char>>().Contains(subscriber)
        || text.Contains("@anonymous.invalid", StringComparison.OrdinalIgnoreCase);

    private static bool IsLongDigits(ReadOnlySpan<char> text) => text.Length >= 7 && !text.ContainsAnyExceptInRange('0', '9');

    // The user part of <sip:user;params@host>, tel:number;params, user@host; anything else but the blanks around it as it is.
    private static ReadOnlySpan<char> Subscriber(ReadOnlySpan<char> text)
    {
        var rest = text.Trim();
        if (rest.Length > 1 && rest[0] == '<' && rest[^1] == '>' && rest.IndexOf(':') > 0)
        {
            rest = rest[1..^1];
        }

        var isUri = false;
        foreach (var scheme in (ReadOnlySpan<string>)["sip:", "sips:", "tel:"])
        {
            if (rest.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                rest = rest[scheme.Length..];
                isUri = true;
                break;
            }
        }

        var at = rest.IndexOf('@');
        if (at > 0)
        {
            rest = rest[..at];
            isUri = true;
        }

        var parameters = isUri ? rest.IndexOf(';') : -1;
        return (parameters > 0 ? rest[..parameters] : rest).Trim();
    }

    private sealed record Place(string Text, bool IsExtension, bool IsRoom);

    private static string Cut(string text)
    {
        if (text.Length <= MaxLength)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
    }
}
