using Microsoft.EntityFrameworkCore;

namespace CallTracking.Tasks;

/// <summary>The tables of tasks and messages.</summary>
internal static class TasksModel
{
    public const int TextLength = 4000;
    public const int NoteLength = 1000;
    private const int NameLength = 64;

    public static void Configure(ModelBuilder model)
    {
        var task = model.Entity<WorkTask>();
        task.ToTable("ct_tasks");
        task.HasKey(t => new { t.Tenant, t.Id });
        task.Property(t => t.Tenant).HasMaxLength(NameLength);
        task.Property(t => t.Title).HasMaxLength(TaskWriting.TitleLength);
        task.Property(t => t.Text).HasMaxLength(TextLength);
        task.Property(t => t.RepeatZone).HasMaxLength(NameLength);
        task.Property(t => t.DueOrder);
        task.Property(t => t.Revision).IsConcurrencyToken();
        task.HasIndex(t => new { t.Tenant, t.IsOpen, t.DueOrder, t.Id }, "ix_ct_tasks_due");
        task.HasIndex(t => new { t.Tenant, t.AssigneeId, t.IsOpen, t.DueOrder, t.Id }, "ix_ct_tasks_assignee");
        task.HasIndex(t => new { t.Tenant, t.AssignerId, t.IsOpen, t.DueOrder, t.Id }, "ix_ct_tasks_assigner");
        task.HasIndex(t => new { t.Tenant, t.DepartmentId, t.IsOpen, t.DueOrder, t.Id }, "ix_ct_tasks_department");
        task.HasIndex(t => new { t.Tenant, t.ContactId, t.DueOrder, t.Id }, "ix_ct_tasks_contact");

        var alarm = model.Entity<TaskAlarm>();
        alarm.ToTable("ct_task_alarms");
        alarm.HasKey(a => new { a.Tenant, a.Id });
        alarm.Property(a => a.Tenant).HasMaxLength(NameLength);
        alarm.HasIndex(a => new { a.Tenant, a.IsPending, a.At, a.Id }, "ix_ct_task_alarms_pending");
        alarm.HasIndex(a => new { a.Tenant, a.TaskId, a.At, a.Id }, "ix_ct_task_alarms_task");

        var entry = model.Entity<TaskEvent>();
        entry.ToTable("ct_task_events");
        entry.HasKey(e => new { e.Tenant, e.TaskId, e.Ordinal });
        entry.Property(e => e.Tenant).HasMaxLength(NameLength);
        entry.Property(e => e.Note).HasMaxLength(NoteLength);

        var message = model.Entity<Message>();
        message.ToTable("ct_messages");
        message.HasKey(m => new { m.Tenant, m.Id });
        message.Property(m => m.Tenant).HasMaxLength(NameLength);
        message.Property(m => m.Text).HasMaxLength(TextLength);
        message.HasIndex(m => new { m.Tenant, m.SenderId, m.SentAt, m.Id }, "ix_ct_messages_sender");
        message.HasIndex(m => new { m.Tenant, m.ContactId, m.SentAt, m.Id }, "ix_ct_messages_contact");

        var receipt = model.Entity<MessageReceipt>();
        receipt.ToTable("ct_message_receipts");
        receipt.HasKey(r => new { r.Tenant, r.EmployeeId, r.MessageId });
        receipt.Property(r => r.Tenant).HasMaxLength(NameLength);
        receipt.HasIndex(r => new { r.Tenant, r.EmployeeId, r.IsRead, r.SentAt, r.MessageId }, "ix_ct_message_receipts_unread");
        receipt.HasIndex(r => new { r.Tenant, r.EmployeeId, r.SentAt, r.MessageId }, "ix_ct_message_receipts_inbox");
        receipt.HasIndex(r => new { r.Tenant, r.MessageId, r.EmployeeId }, "ix_ct_message_receipts_message");
    }
}
