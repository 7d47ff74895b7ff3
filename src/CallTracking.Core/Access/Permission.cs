namespace CallTracking.Access;

/// <summary>What an employee may be allowed to do. Numbers are stored; new members are added at the end.</summary>
public enum Permission
{
    /// <summary>See calls, in the history and live.</summary>
    CallsRead = 1,

    /// <summary>Take calls out of the system as a file.</summary>
    CallsExport = 2,

    /// <summary>See contacts.</summary>
    ContactsRead = 3,

    /// <summary>Add contacts and change them.</summary>
    ContactsEdit = 4,

    /// <summary>Delete contacts.</summary>
    ContactsDelete = 5,

    /// <summary>Take contacts out of the system as a file.</summary>
    ContactsExport = 6,

    /// <summary>Import contacts, merge and split them, undo an import.</summary>
    ContactsImport = 7,

    /// <summary>See callback obligations.</summary>
    CallbacksRead = 8,

    /// <summary>Work on callback obligations: call back, waive with a reason.</summary>
    CallbacksWork = 9,

    /// <summary>Give callback obligations to others, close many at once.</summary>
    CallbacksManage = 10,

    /// <summary>See tasks.</summary>
    TasksRead = 11,

    /// <summary>Add tasks, give them to others, change and finish them.</summary>
    TasksEdit = 12,

    /// <summary>Send internal messages.</summary>
    MessagesSend = 13,

    /// <summary>See ratings.</summary>
    RatingsRead = 14,

    /// <summary>Enter ratings.</summary>
    RatingsEdit = 15,

    /// <summary>Place calls from the program.</summary>
    Dial = 16,

    /// <summary>See employees, departments and extensions.</summary>
    StaffRead = 17,

    /// <summary>Change employees, departments and extensions.</summary>
    StaffManage = 18,

    /// <summary>Change roles and who has them.</summary>
    RolesManage = 19,

    /// <summary>Read and verify the audit trail.</summary>
    AuditRead = 20,

    /// <summary>Apply retention, export and erase a person's data.</summary>
    PrivacyManage = 21,

    /// <summary>See the state of the links to PBXes.</summary>
    LinksRead = 22,

    /// <summary>Change the links to PBXes.</summary>
    LinksManage = 23,

    /// <summary>Change outbound webhooks and replay them.</summary>
    WebhooksManage = 24,

    /// <summary>Change settings: statuses, custom fields, calendars, numbering.</summary>
    SettingsManage = 25,
}

/// <summary>Over which rows a permission reaches. Each one holds the ones before it.</summary>
public enum AccessScope
{
    /// <summary>No row: the permission is not given.</summary>
    None = 0,

    /// <summary>The employee's own.</summary>
    Own = 1,

    /// <summary>Those of the employee's department and the departments below it.</summary>
    Team = 2,

    /// <summary>All rows of the tenant.</summary>
    All = 3,
}

/// <summary>Fields that are hidden: shown masked or not at all, and neither searched, filtered, sorted nor exported.</summary>
[Flags]
public enum FieldMask
{
    /// <summary>Nothing is hidden.</summary>
    None = 0,

    /// <summary>Outside phone numbers: all but the last two digits.</summary>
    Numbers = 1,

    /// <summary>What a contact owes.</summary>
    Debt = 2,

    /// <summary>What calls cost.</summary>
    Cost = 4,
}
