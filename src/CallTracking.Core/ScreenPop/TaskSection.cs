using CallTracking.Access;
using CallTracking.Tasks;
using Microsoft.Extensions.Options;

namespace CallTracking.ScreenPop;

/// <summary>What is still to be done for the caller, on the card.</summary>
internal sealed class TaskSection(TaskBook tasks, IOptions<ScreenPopOptions> options) : ICardSection
{
    public string Name => "tasks";

    public Permission Needs => Permission.TasksRead;

    public async ValueTask<Func<PopCard, PopCard>> ReadAsync(CardRequest request, CancellationToken cancellationToken)
    {
        var most = options.Value.OpenItems;
        var open = new List<WorkTask>();
        foreach (var id in most == 0 ? [] : request.ContactIds)
        {
            var page = await tasks.ListAsync(request.Reader, new TaskFilter { ContactId = id }, null, most, cancellationToken).ConfigureAwait(false);
            open.AddRange(page.Tasks);
        }

        IReadOnlyList<CardTask> shown = [.. open.OrderBy(static task => task.DueAt ?? DateTimeOffset.MaxValue).ThenBy(static task => task.Id).Take(most)
            .Select(task => new CardTask(task.Id, task.Title, task.DueAt, request.Employee(task.AssigneeId)))];
        return card => card with { OpenTasks = shown };
    }
}
