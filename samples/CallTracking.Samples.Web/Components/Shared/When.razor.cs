using System.Globalization;
using CallTracking.Samples.Web.Session;
using CallTracking.Samples.Web.Texts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Components.Shared;

/// <summary>Shows an instant in the employee's zone and culture; the long form stands in its title.</summary>
public sealed partial class When
{
    private string _text = string.Empty;
    private string _long = string.Empty;
    private bool _ticks;

    /// <summary>The instant.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset At { get; set; }

    /// <summary>How it is written.</summary>
    [Parameter]
    public WhenStyle Style { get; set; } = WhenStyle.Relative;

    /// <inheritdoc/>
    public void Dispose() => Clock.Ticked -= OnTick;

    /// <summary>An instant in words, for texts in which it stands.</summary>
    internal static string Write(DateTimeOffset at, WhenStyle style, UserClock clock, IStringLocalizer<ShellTexts> texts)
    {
        var culture = CultureInfo.CurrentCulture;
        var (local, now) = (clock.ToLocal(at), clock.ToLocal(clock.Now));
        return style switch
        {
            WhenStyle.Long => local.ToString("D", culture) + " " + local.ToString("T", culture),
            WhenStyle.Relative => Relative(local, now, texts) ?? Short(local, now),
            _ => Short(local, now),
        };

        string Short(DateTimeOffset one, DateTimeOffset today) => (one.Date - today.Date).Days switch
        {
            0 => one.ToString("t", culture),
            -1 => texts["When.Yesterday", one.ToString("t", culture)],
            1 => texts["When.Tomorrow", one.ToString("t", culture)],
            _ => one.ToString("d", culture) + " " + one.ToString("t", culture),
        };
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        SetText();
        if (Style != WhenStyle.Long && !_ticks)
        {
            _ticks = true;
            Clock.Ticked += OnTick;
        }

        // Nothing of a page fails for want of a zone: it is UTC's time until there is one.
        try
        {
            await Clock.FindAsync();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return;
        }

        SetText();
    }

    private static string? Relative(DateTimeOffset at, DateTimeOffset now, IStringLocalizer<ShellTexts> texts)
    {
        var away = now - at;
        var (size, isPast) = (away.Duration(), away >= TimeSpan.Zero);
        if (size < TimeSpan.FromSeconds(50))
        {
            return texts[isPast ? "When.Now" : "When.Soon"];
        }

        var text = size < TimeSpan.FromMinutes(59.5) ? Plural.Of(texts, "When.Minutes", (long)Math.Round(size.TotalMinutes))
            : size < TimeSpan.FromHours(6) ? Plural.Of(texts, "When.Hours", (long)Math.Round(size.TotalHours))
            : null;
        return text is null ? null : texts[isPast ? "When.Ago" : "When.In", text].Value;
    }

    private void SetText()
    {
        _text = Write(At, Style, Clock, T);
        _long = Write(At, WhenStyle.Long, Clock, T);
    }

    private void OnTick() => _ = InvokeAsync(() =>
    {
        var before = _text;
        SetText();
        if (_text != before)
        {
            StateHasChanged();
        }
    });
}

/// <summary>How an instant is written.</summary>
public enum WhenStyle
{
    /// <summary>"5 minutes ago" up to some hours away, else short.</summary>
    Relative,

    /// <summary>Time of the day, with the date when it is another day.</summary>
    Short,

    /// <summary>The whole date and the time with seconds.</summary>
    Long,
}
