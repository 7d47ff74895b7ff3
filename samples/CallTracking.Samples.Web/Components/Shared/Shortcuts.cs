namespace CallTracking.Samples.Web.Components.Shared;

/// <summary>The keys that act on the pages of one circuit. They do not act while somebody writes in a field, except those with Ctrl.</summary>
internal sealed class Shortcuts
{
    private readonly List<Shortcut> _all = [];

    /// <summary>A key was added or taken away.</summary>
    public event Action? Changed;

    /// <summary>Keys in the order in which they were registered.</summary>
    public IReadOnlyList<Shortcut> All => _all;

    /// <summary>Lets a key act until what is given is disposed of, which a page does when it is left. The newest one wins where two have the same key.</summary>
    /// <param name="key">The key as the browser names it, such as <c>n</c> or <c>Delete</c>; <c>ctrl+k</c> with Ctrl or ⌘; <c>g c</c> for two keys one after the other.</param>
    /// <param name="text">What it does, for the list of keys.</param>
    /// <param name="handler">Does it, on the circuit's context.</param>
    /// <param name="isGeneral">Whether it acts on every page. Default false.</param>
    public IDisposable Register(string key, string text, Func<Task> handler, bool isGeneral = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        var shortcut = new Shortcut(key.ToLowerInvariant(), text, handler, isGeneral);
        _all.Add(shortcut);
        Changed?.Invoke();
        return new Registration(this, shortcut);
    }

    /// <inheritdoc cref="Register(string, string, Func{Task}, bool)"/>
    public IDisposable Register(string key, string text, Action handler, bool isGeneral = false)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Register(key, text, () =>
        {
            handler();
            return Task.CompletedTask;
        }, isGeneral);
    }

    /// <summary>Does what a key is for; nothing where it is for nothing any more.</summary>
    public Task PressAsync(string key) => _all.FindLast(one => one.Key == key)?.Handler() ?? Task.CompletedTask;

    private sealed class Registration(Shortcuts owner, Shortcut shortcut) : IDisposable
    {
        public void Dispose()
        {
            if (owner._all.Remove(shortcut))
            {
                owner.Changed?.Invoke();
            }
        }
    }
}

/// <summary>One key.</summary>
/// <param name="Key">The key in small letters.</param>
/// <param name="Text">What it does.</param>
/// <param name="Handler">Does it.</param>
/// <param name="IsGeneral">Whether it acts on every page.</param>
internal sealed record Shortcut(string Key, string Text, Func<Task> Handler, bool IsGeneral);
