using System.Diagnostics;
using System.Globalization;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Identification;

namespace CallTracking.LoadLab.Queries;

/// <summary>The queries that people wait for, each with many different arguments, through the public API.</summary>
internal sealed class QueryBench(ScaleData data, CallHistory history, ContactFinder finder, CallerIdentification identification, bool isSqlite, int runs)
{
    private const int PageSize = 50;
    private const int BulkNumbers = 100_000;

    private static readonly Caller Everybody = Caller.System();

    private static readonly string[] Fragments =
        ["ker", "anna", "rick", "Kermor", "ដារ៉ា", "ស្រីមុំ", "សុខ", "иван", "Соколов", "Дарья", "balin", "vent", "fosterton", "Olivia Ba", "ខ ដារ"];

    public async Task<List<QueryFigure>> RunAsync(CancellationToken cancellationToken)
    {
        var depth = Math.Min(1_000_000, data.Calls / 2);
        var figures = new List<QueryFigure>();
        async Task Add(string name, Func<int, Task<int>> ask) => figures.Add(await MeasureAsync(name, ask, cancellationToken).ConfigureAwait(false));
        async Task<int> Page(Caller caller, CallHistoryFilter filter, CallHistoryCursor? after = null) =>
            (await history.ListAsync(caller, filter, after, PageSize, cancellationToken).ConfigureAwait(false)).Calls.Count;

        await Add("newest history page", _ => Page(Everybody, new())).ConfigureAwait(false);
        await Add($"page at depth {depth:N0}", i => Page(Everybody, new(), Cursor(data.Calls - depth - i))).ConfigureAwait(false);
        await Add("by party (extension)", i => Page(Everybody, new() { Party = ScaleData.Extension(i * 7 % ScaleData.Extensions) })).ConfigureAwait(false);
        await Add("by party (outside number)", i => Page(Everybody, new() { Party = ScaleData.E164(i * 31) })).ConfigureAwait(false);
        await Add("by number (E.164)", i => Page(Everybody, new() { Number = ScaleData.E164(i * 31) })).ConfigureAwait(false);
        await Add("by contact", i => Page(Everybody, new() { Contact = ScaleData.ContactId(Contact(i)) })).ConfigureAwait(false);
        await Add("by contact, the one who calls most", _ => Page(Everybody, new() { Contact = ScaleData.ContactId(0) })).ConfigureAwait(false);
        await Add("by outcome and period", i => Page(Everybody, Missed(i))).ConfigureAwait(false);
        await Add("own-team scope", i => Page(Team(i), new())).ConfigureAwait(false);
        await Add($"own-team scope, depth {depth:N0}", i => Page(Team(i), new(), Cursor(data.Calls - depth - i))).ConfigureAwait(false);
        await Add("contact by name fragment, 3+ letters", i => NameAsync(Fragments[i % Fragments.Length], cancellationToken)).ConfigureAwait(false);
        await Add("contact by last 4 digits", i => DigitsAsync(i, 4, cancellationToken)).ConfigureAwait(false);
        await Add("contact by last 7 digits", i => DigitsAsync(i, 7, cancellationToken)).ConfigureAwait(false);
        await Add("identify, exact number", i => IdentifyAsync(i * 17, cancellationToken)).ConfigureAwait(false);
        await Add("identify, unknown number", i => IdentifyAsync((2L * data.Contacts) + i, cancellationToken)).ConfigureAwait(false);
        return figures;
    }

    /// <summary>Identifications a second on one thread, each of another number; and matched in bulk.</summary>
    public async Task<(double One, double Bulk)> RatesAsync(CancellationToken cancellationToken)
    {
        var count = Math.Min(20_000, data.Contacts);
        await IdentifyAsync(1, cancellationToken).ConfigureAwait(false);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            await IdentifyAsync((i * 97L) % (2L * data.Contacts), cancellationToken).ConfigureAwait(false);
        }

        var one = count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var best = 0d;
        for (var round = 0; round < 3; round++)
        {
            var first = round * 1_000_003L;
            var numbers = Enumerable.Range(0, BulkNumbers).Select(i => ScaleData.E164((first + (i * 13L)) % (3L * data.Contacts))).ToList();
            began = Stopwatch.GetTimestamp();
            await identification.MatchManyAsync(Everybody, numbers, cancellationToken).ConfigureAwait(false);
            best = Math.Max(best, BulkNumbers / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        return (one, best);
    }

    private async Task<QueryFigure> MeasureAsync(string name, Func<int, Task<int>> ask, CancellationToken cancellationToken)
    {
        var indexes = await QueryPlans.OfAsync(isSqlite, () => ask(runs)).ConfigureAwait(false);
        var times = new List<double>();
        var rows = 0L;
        for (var i = 0; i < runs; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            rows += await ask(i).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        var figure = new QueryFigure(name, times[times.Count / 2], times[^1], (double)rows / runs, indexes);
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name}: {figure.Median:0.00} ms, {figure.Worst:0.00} ms")).ConfigureAwait(false);
        return figure;
    }

    private int Contact(int i) => (int)((i * 7919L) % data.Contacts);

    private static Caller Team(int i) => Caller.ForEmployee(
        ScaleData.Tenant, ScaleData.EmployeeId(i % ScaleData.Extensions),
        new AccessGrants(
            [new(Permission.CallsRead, AccessScope.Team), new(Permission.ContactsRead, AccessScope.All)],
            departments: [ScaleData.DepartmentId(i % ScaleData.Departments)]));

    private CallHistoryFilter Missed(int i)
    {
        var to = ScaleData.StartOf(data.Calls - (data.Calls / 100 * (i % 90)) - 1);
        return new() { Outcomes = [CallOutcome.Missed], From = to.AddDays(-30), To = to };
    }

    private static CallHistoryCursor Cursor(int call) => new(ScaleData.StartOf(call), ScaleData.CallId(call));

    private async Task<int> NameAsync(string fragment, CancellationToken cancellationToken) =>
        (await finder.ByNameAsync(Everybody, fragment, PageSize, cancellationToken).ConfigureAwait(false)).Contacts.Count;

    private async Task<int> DigitsAsync(int i, int digits, CancellationToken cancellationToken) =>
        (await finder.ByNumberAsync(Everybody, ScaleData.E164(i * 101L)[^digits..], PageSize, cancellationToken).ConfigureAwait(false)).Contacts.Count;

    private async Task<int> IdentifyAsync(long number, CancellationToken cancellationToken) =>
        (await identification.IdentifyAsync(Everybody, ScaleData.Number(number), cancellationToken).ConfigureAwait(false)).Candidates.Count;
}

/// <summary>What a query took.</summary>
internal sealed record QueryFigure(string Name, double Median, double Worst, double Rows, IReadOnlyList<string> Indexes);
