using System.Text.Json.Serialization.Metadata;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallTracking.Contacts;

/// <summary>The tables of the contacts.</summary>
internal static class ContactModel
{
    public const int NameLength = 200;
    public const int PartLength = 100;
    public const int LabelLength = 100;
    public const int RawLength = 128;
    public const int EmailLength = 254;
    public const int ExternalIdLength = 128;
    public const int ReasonLength = 500;
    public const int LanguageLength = 35;

    private const int TenantLength = 64;
    private const int NumberLength = 32;
    private const int CodeLength = 64;

    public static void Configure(ModelBuilder model)
    {
        Contacts(model.Entity<Contact>());
        Numbers(model.Entity<ContactNumber>());
        Emails(model.Entity<ContactEmail>());
        Statuses(model.Entity<ContactStatus>(), model.Entity<ContactStatusChange>());
        Notes(model.Entity<ContactNote>());
        Photos(model.Entity<ContactPhoto>());
        Fields(model.Entity<ContactField>());
        Merges(model.Entity<ContactMerge>(), model.Entity<DistinctContacts>());
        Imports(model.Entity<ContactImport>(), model.Entity<ContactImportEntry>());
    }

    private static void Contacts(EntityTypeBuilder<Contact> contact)
    {
        contact.ToTable("ct_contacts");
        contact.HasKey(c => new { c.Tenant, c.Id });
        contact.Property(c => c.Tenant).HasMaxLength(TenantLength);
        contact.Property(c => c.Name).HasMaxLength(NameLength);
        contact.Property(c => c.NameKey).HasMaxLength(NumberLength * 2);
        contact.Property(c => c.GivenName).HasMaxLength(PartLength);
        contact.Property(c => c.FamilyName).HasMaxLength(PartLength);
        contact.Property(c => c.AddressAs).HasMaxLength(NameLength);
        contact.Property(c => c.DebtCurrency).HasMaxLength(3);
        contact.Property(c => c.Language).HasMaxLength(LanguageLength);
        contact.Property(c => c.ExternalId).HasMaxLength(ExternalIdLength);
        contact.Property(c => c.Revision).IsConcurrencyToken();
        contact.HasIndex(c => new { c.Tenant, c.Name, c.Id }, "ix_ct_contacts_name");
        contact.HasIndex(c => new { c.Tenant, c.NameKey, c.Id }, "ix_ct_contacts_name_key");
        contact.HasIndex(c => new { c.Tenant, c.StatusId, c.Name, c.Id }, "ix_ct_contacts_status");
        contact.HasIndex(c => new { c.Tenant, c.ResponsibleId, c.Name, c.Id }, "ix_ct_contacts_responsible");
        contact.HasIndex(c => new { c.Tenant, c.DepartmentId, c.Name, c.Id }, "ix_ct_contacts_department");
        contact.HasIndex(c => new { c.Tenant, c.OrganisationId, c.Name, c.Id }, "ix_ct_contacts_organisation");

        // Few contacts are merged into others: only they take place in it.
        contact.HasIndex(c => new { c.Tenant, c.MergedIntoId }, "ix_ct_contacts_merged").HasFilter("merged_into_id IS NOT NULL");
        contact.HasIndex(c => new { c.Tenant, c.ExternalId }, "ix_ct_contacts_external").IsUnique()
            .HasFilter("external_id IS NOT NULL AND merged_into_id IS NULL AND deleted_at IS NULL");
    }

    private static void Numbers(EntityTypeBuilder<ContactNumber> number)
    {
        number.ToTable("ct_contact_numbers");
        number.HasKey(n => new { n.Tenant, n.Id });
        number.Property(n => n.Tenant).HasMaxLength(TenantLength);
        number.Property(n => n.Raw).HasMaxLength(RawLength);
        number.Property(n => n.E164).HasMaxLength(NumberLength);
        number.Property(n => n.NationalReversed).HasMaxLength(NumberLength);
        number.Property(n => n.Label).HasMaxLength(LabelLength);
        number.HasIndex(n => new { n.Tenant, n.E164, n.ContactId }, "ix_ct_contact_numbers_e164");
        number.HasIndex(n => new { n.Tenant, n.NationalReversed, n.ContactId }, "ix_ct_contact_numbers_digits");
        number.HasIndex(n => new { n.Tenant, n.ContactId }, "ix_ct_contact_numbers_contact");
    }

    private static void Emails(EntityTypeBuilder<ContactEmail> email)
    {
        email.ToTable("ct_contact_emails");
        email.HasKey(e => new { e.Tenant, e.Id });
        email.Property(e => e.Tenant).HasMaxLength(TenantLength);
        email.Property(e => e.Address).HasMaxLength(EmailLength);
        email.Property(e => e.Normalized).HasMaxLength(EmailLength);
        email.Property(e => e.Label).HasMaxLength(LabelLength);
        email.HasIndex(e => new { e.Tenant, e.Normalized, e.ContactId }, "ix_ct_contact_emails_address");
        email.HasIndex(e => new { e.Tenant, e.ContactId }, "ix_ct_contact_emails_contact");
    }

    private static void Statuses(EntityTypeBuilder<ContactStatus> status, EntityTypeBuilder<ContactStatusChange> change)
    {
        status.ToTable("ct_contact_statuses");
        status.HasKey(s => new { s.Tenant, s.Id });
        status.Property(s => s.Tenant).HasMaxLength(TenantLength);
        status.Property(s => s.Code).HasMaxLength(CodeLength);
        status.Property(s => s.Name).HasMaxLength(PartLength);
        status.Property(s => s.Color).HasMaxLength(7);
        status.Property(s => s.Revision).IsConcurrencyToken();
        status.HasIndex(s => new { s.Tenant, s.Code }, "ix_ct_contact_statuses_code").IsUnique();

        change.ToTable("ct_contact_status_changes");
        change.HasKey(c => new { c.Tenant, c.Id });
        change.Property(c => c.Tenant).HasMaxLength(TenantLength);
        change.Property(c => c.Reason).HasMaxLength(ReasonLength);
        change.HasIndex(c => new { c.Tenant, c.ContactId, c.At, c.Id }, "ix_ct_contact_status_changes_contact");
    }

    private static void Notes(EntityTypeBuilder<ContactNote> note)
    {
        note.ToTable("ct_contact_notes");
        note.HasKey(n => new { n.Tenant, n.Id });
        note.Property(n => n.Tenant).HasMaxLength(TenantLength);
        note.Property(n => n.Text).HasMaxLength(ContactNote.MaxLength);
        note.Property(n => n.Revision).IsConcurrencyToken();
        note.HasIndex(n => new { n.Tenant, n.ContactId, n.At, n.Id }, "ix_ct_contact_notes_contact");
    }

    private static void Photos(EntityTypeBuilder<ContactPhoto> photo)
    {
        photo.ToTable("ct_contact_photos");
        photo.HasKey(p => new { p.Tenant, p.Id });
        photo.Property(p => p.Tenant).HasMaxLength(TenantLength);
        photo.Property(p => p.MediaType).HasMaxLength(PartLength);
        photo.HasIndex(p => new { p.Tenant, p.ContactId }, "ix_ct_contact_photos_contact");
    }

    private static void Fields(EntityTypeBuilder<ContactField> field)
    {
        field.ToTable("ct_contact_fields");
        field.HasKey(f => new { f.Tenant, f.Id });
        field.Property(f => f.Tenant).HasMaxLength(TenantLength);
        field.Property(f => f.Key).HasMaxLength(CodeLength);
        field.Property(f => f.Name).HasMaxLength(PartLength);
        Json(field.Property(f => f.Choices), ContactColumnJson.Readable.IReadOnlyListString);
        field.Property(f => f.Revision).IsConcurrencyToken();
        field.HasIndex(f => new { f.Tenant, f.Key }, "ix_ct_contact_fields_key").IsUnique();
    }

    private static void Merges(EntityTypeBuilder<ContactMerge> merge, EntityTypeBuilder<DistinctContacts> distinct)
    {
        merge.ToTable("ct_contact_merges");
        merge.HasKey(m => new { m.Tenant, m.Id });
        merge.Property(m => m.Tenant).HasMaxLength(TenantLength);
        Json(merge.Property(m => m.Numbers), ContactColumnJson.Readable.IReadOnlyListGuid);
        Json(merge.Property(m => m.Emails), ContactColumnJson.Readable.IReadOnlyListGuid);
        Json(merge.Property(m => m.Notes), ContactColumnJson.Readable.IReadOnlyListGuid);
        Json(merge.Property(m => m.Changes), ContactColumnJson.Readable.IReadOnlyListContactChange);
        merge.Property(m => m.UndoneAt).IsConcurrencyToken();
        merge.HasIndex(m => new { m.Tenant, m.ContactId, m.At, m.Id }, "ix_ct_contact_merges_contact");
        merge.HasIndex(m => new { m.Tenant, m.OtherId, m.At, m.Id }, "ix_ct_contact_merges_other");

        distinct.ToTable("ct_contact_distinct");
        distinct.HasKey(d => new { d.Tenant, d.First, d.Second });
        distinct.Property(d => d.Tenant).HasMaxLength(TenantLength);
        distinct.Property(d => d.First).HasColumnName("first_id");
        distinct.Property(d => d.Second).HasColumnName("second_id");
    }

    private static void Imports(EntityTypeBuilder<ContactImport> import, EntityTypeBuilder<ContactImportEntry> entry)
    {
        import.ToTable("ct_contact_imports");
        import.HasKey(i => new { i.Tenant, i.Id });
        import.Property(i => i.Tenant).HasMaxLength(TenantLength);
        import.Property(i => i.FileName).HasMaxLength(NameLength);
        import.Property(i => i.Rows).HasColumnName("row_count");
        import.Property(i => i.Revision).IsConcurrencyToken();

        entry.ToTable("ct_contact_import_entries");
        entry.HasKey(e => new { e.Tenant, e.ImportId, e.ContactId });
        entry.Property(e => e.Tenant).HasMaxLength(TenantLength);
        Json(entry.Property(e => e.Changes), ContactColumnJson.Readable.IReadOnlyListContactChange);
        Json(entry.Property(e => e.Numbers), ContactColumnJson.Readable.IReadOnlyListGuid);
        Json(entry.Property(e => e.Emails), ContactColumnJson.Readable.IReadOnlyListGuid);
        Json(entry.Property(e => e.Notes), ContactColumnJson.Readable.IReadOnlyListGuid);
    }

    private static void Json<T>(PropertyBuilder<IReadOnlyList<T>> property, JsonTypeInfo<IReadOnlyList<T>> type) =>
        property.HasConversion(new JsonListConverter<T>(type), new ListComparer<T>());
}
