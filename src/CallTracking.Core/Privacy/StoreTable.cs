using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace CallTracking.Privacy;

/// <summary>A table of the store as the model describes it: which of its columns can tell of a person. Every table of the model is looked
/// through, those too that are added later.</summary>
internal sealed class StoreTable
{
    // Short texts are codes: currencies, languages, links.
    private const int LongestCode = 64;

    private StoreTable(string name, Type entity)
    {
        Name = name;
        Entity = entity;
    }

    public string Name { get; }

    public Type Entity { get; }

    /// <summary>Delimited as the database wants it.</summary>
    public string Quoted { get; private init; } = "";

    public string TenantColumn { get; private init; } = "";

    /// <summary>The columns of the key beside the tenant, in order.</summary>
    public IReadOnlyList<StoreColumn> Key { get; private init; } = [];

    /// <summary>Columns with texts, those of the key included.</summary>
    public IReadOnlyList<StoreColumn> Texts { get; private init; } = [];

    /// <summary>Columns with encoded events.</summary>
    public IReadOnlyList<StoreColumn> Events { get; private init; } = [];

    /// <summary>Other binary columns: photos, attachments.</summary>
    public IReadOnlyList<StoreColumn> Binary { get; private init; } = [];

    /// <summary>All further columns, for an export.</summary>
    public IReadOnlyList<StoreColumn> Others { get; private init; } = [];

    /// <summary>The column that names the contact, or is the contact's own id; null where none does.</summary>
    public StoreColumn? Contact { get; private init; }

    /// <summary>The column that names the call, or is the call's own id; null where none does.</summary>
    public StoreColumn? Call { get; private init; }

    /// <summary>The column that counts changes; null where none does.</summary>
    public StoreColumn? Revision { get; private init; }

    /// <summary>All tables with rows of a tenant.</summary>
    public static IReadOnlyList<StoreTable> Of(DbContext context)
    {
        var sql = context.GetService<ISqlGenerationHelper>();
        return [.. context.Model.GetEntityTypes().Where(static type => type.GetTableName() is not null && !type.IsOwned())
            .Select(type => Read(type, sql)).OfType<StoreTable>().DistinctBy(static table => table.Name)];
    }

    private static StoreTable? Read(IEntityType type, ISqlGenerationHelper sql)
    {
        var name = type.GetTableName()!;
        var place = StoreObjectIdentifier.Table(name, type.GetSchema());
        var key = type.FindPrimaryKey()?.Properties;
        if (key is null || type.FindProperty(LedgerModel.Tenant) is not { } tenant)
        {
            return null;
        }

        var all = Properties(type).Where(property => property != tenant && property.GetColumnName(place) is not null)
            .Select(property => Column(property, place, sql, key)).DistinctBy(static column => column.Name).ToList();
        StoreColumn? Named(string property) => all.Find(column => column.Property == property);
        var isContact = type.ClrType == typeof(Contacts.Contact);
        var isCall = type.ClrType == typeof(Calls.Call);
        return new StoreTable(name, type.ClrType)
        {
            Quoted = sql.DelimitIdentifier(name, type.GetSchema()),
            TenantColumn = sql.DelimitIdentifier(tenant.GetColumnName(place)!),
            Key = [.. key.Where(property => property != tenant).Select(property => Named(property.Name)!)],
            Texts = [.. all.Where(static column => column.Type == typeof(string))],
            Events = [.. all.Where(column => column.Type == typeof(byte[]) && IsEvents(type.ClrType, column.Property))],
            Binary = [.. all.Where(column => column.Type == typeof(byte[]) && !column.IsKey && !column.IsGuid && !IsEvents(type.ClrType, column.Property))],
            Others = [.. all.Where(static column => column.Type != typeof(string) && (column.Type != typeof(byte[]) || column.IsGuid))],
            Contact = isContact ? Named("Id") : Named("ContactId"),
            Call = isCall ? Named("Id") : Named("CallId"),
            Revision = all.Find(static column => column is { Property: "Revision", IsToken: true }),
        };
    }

    private static IEnumerable<IProperty> Properties(ITypeBase type) =>
        type.GetProperties().Concat(type.GetComplexProperties().SelectMany(static complex => Properties(complex.ComplexType)));

    private static StoreColumn Column(IProperty property, StoreObjectIdentifier place, ISqlGenerationHelper sql, IReadOnlyList<IProperty> key)
    {
        var stored = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        var isJson = property.GetTypeMapping().Converter is not null;
        return new StoreColumn(
            property.GetColumnName(place)!, sql.DelimitIdentifier(property.GetColumnName(place)!), property.Name,
            Nullable.GetUnderlyingType(stored) ?? stored)
        {
            IsKey = key.Contains(property),
            IsNullable = property.IsNullable,
            IsToken = property.IsConcurrencyToken,
            IsGuid = (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(Guid),
            // A text that is searched by is a name, a number or a code: whom it tells of is found in it.
            IsFree = stored == typeof(string) && !key.Contains(property) && !isJson && (property.GetMaxLength() ?? int.MaxValue) > LongestCode
                && !property.IsIndex(),
        };
    }

    private static bool IsEvents(Type entity, string property) =>
        (entity == typeof(EventLogRow) && property == nameof(EventLogRow.Events))
        || (entity == typeof(RecordRow) && property == nameof(RecordRow.Record))
        || (entity == typeof(QuarantineRow) && property == nameof(QuarantineRow.Event));
}

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Quoted">Delimited.</param>
/// <param name="Property">The property of the entity.</param>
/// <param name="Type">What the database gives.</param>
internal sealed record StoreColumn(string Name, string Quoted, string Property, Type Type)
{
    public bool IsKey { get; init; }

    public bool IsNullable { get; init; }

    public bool IsToken { get; init; }

    public bool IsGuid { get; init; }

    /// <summary>Whether people write into it what they like.</summary>
    public bool IsFree { get; init; }
}
