using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Ratings;
using CallTracking.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Demo;

/// <summary>Marks that customers gave, and tasks that people gave each other.</summary>
internal sealed class DemoWork(IServiceProvider services, Random random)
{
    private const int Tasks = 30;

    public async Task<(int Calls, int Ratings)> RateAsync(CancellationToken cancellationToken)
    {
        var history = services.GetRequiredService<CallHistory>();
        var ratings = services.GetRequiredService<CallRatings>();
        var calls = await history.StreamAsync(Caller.System(), new CallHistoryFilter(), cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var given = 0;
        foreach (var call in calls.OrderBy(static call => call.StartedAt).ThenBy(static call => call.Id))
        {
            var isServed = call is { Outcome: CallOutcome.Answered, Direction: CallDirection.Inbound, EndedAt: not null }
                && call.Participants.Any(static one => one is { Answered: true, Employee: not null });
            if (!isServed || random.NextDouble() >= 0.12)
            {
                continue;
            }

            var score = 5 - (int)Math.Floor(Math.Pow(random.NextDouble(), 2) * 5);
            var comment = random.Next(3) != 0 ? null : score >= 4 ? Pick(DemoPeople.Praise) : score <= 2 ? Pick(DemoPeople.Blame) : null;
            var entry = new CallRatingEntry(call.Id, RatingSource.Sms, score) { Comment = comment, At = call.EndedAt!.Value.AddMinutes(1 + random.Next(90)) };
            given += await ratings.RateAsync(Caller.System(), entry, cancellationToken).ConfigureAwait(false) is null ? 0 : 1;
        }

        return (calls.Count, given);
    }

    public async Task<int> AssignAsync(DemoWorld world, DemoClock clock, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var book = services.GetRequiredService<TaskBook>();
        var given = Enumerable.Range(0, Tasks).Select(_ => until.AddDays(-random.Next(1, 8)).AddHours(8 + random.Next(9)))
            .Select(at => at < until ? at : until.AddMinutes(-1)).Order().ToList();
        foreach (var at in given)
        {
            clock.Now = at;
            var lead = world.Employees.Where(static one => one.IsLead).ElementAt(random.Next(DemoPeople.Staff.Length));
            var assignee = world.Employees[random.Next(world.Employees.Count)];
            var customer = world.Customers[random.Next(world.Customers.Count)];
            var draft = new TaskDraft
            {
                Title = Pick(DemoPeople.Tasks),
                Text = $"For {customer.Name}.",
                AssigneeId = assignee.Id,
                ContactId = customer.Id,
                DueAt = at.AddDays(random.Next(1, 12)),
            };
            var task = await book.CreateAsync(Of(lead), draft, cancellationToken).ConfigureAwait(false);
            if (random.Next(3) == 0)
            {
                var done = at.AddHours(random.Next(1, 20));
                clock.Now = done < until ? done : until;
                await book.ActAsync(Of(assignee), task.Id, TaskAct.Start, null, null, cancellationToken).ConfigureAwait(false);
                await book.ActAsync(Of(assignee), task.Id, TaskAct.Finish, null, null, cancellationToken).ConfigureAwait(false);
            }
        }

        return given.Count;
    }

    private static Caller Of(DemoEmployee employee) => Caller.ForEmployee(Caller.DefaultTenant, employee.Id, AccessGrants.Everything);

    private string Pick(string[] words) => words[random.Next(words.Length)];
}
