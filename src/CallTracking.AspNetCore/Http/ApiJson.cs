using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.AspNetCore.Audit;
using CallTracking.AspNetCore.Callbacks;
using CallTracking.AspNetCore.Calls;
using CallTracking.AspNetCore.Contacts;
using CallTracking.AspNetCore.Dialing;
using CallTracking.AspNetCore.Health;
using CallTracking.AspNetCore.Links;
using CallTracking.AspNetCore.Live;
using CallTracking.AspNetCore.Pops;
using CallTracking.AspNetCore.Privacy;
using CallTracking.AspNetCore.Ratings;
using CallTracking.AspNetCore.Staff;
using CallTracking.AspNetCore.Tasks;
using CallTracking.AspNetCore.Webhooks;

namespace CallTracking.AspNetCore.Http;

/// <summary>Source-generated serialisation of what the API takes and answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(CallPage))]
[JsonSerializable(typeof(CallItem))]
[JsonSerializable(typeof(CallSelection))]
[JsonSerializable(typeof(CountBody))]
[JsonSerializable(typeof(LinkList))]
[JsonSerializable(typeof(GapList))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(RereadBody))]
[JsonSerializable(typeof(LiveCallBody))]
[JsonSerializable(typeof(LiveStateBody))]
[JsonSerializable(typeof(NoticeBody))]
[JsonSerializable(typeof(CallItems))]
[JsonSerializable(typeof(ObligationPageBody))]
[JsonSerializable(typeof(ObligationReportBody))]
[JsonSerializable(typeof(ObligationHistoryBody))]
[JsonSerializable(typeof(ObligationBulkRequest))]
[JsonSerializable(typeof(AssignObligationRequest))]
[JsonSerializable(typeof(NoteRequest))]
[JsonSerializable(typeof(ObligationBulkResultBody))]
[JsonSerializable(typeof(TaskPageBody))]
[JsonSerializable(typeof(TaskDetailsBody))]
[JsonSerializable(typeof(TaskRequest))]
[JsonSerializable(typeof(TaskActRequest))]
[JsonSerializable(typeof(RemindRequest))]
[JsonSerializable(typeof(MessagePageBody))]
[JsonSerializable(typeof(MessageReceiptList))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(ReadRequest))]
[JsonSerializable(typeof(EmployeeList))]
[JsonSerializable(typeof(EmployeeRequest))]
[JsonSerializable(typeof(DepartmentList))]
[JsonSerializable(typeof(DepartmentRequest))]
[JsonSerializable(typeof(ExtensionList))]
[JsonSerializable(typeof(ExtensionRequest))]
[JsonSerializable(typeof(SignOnRequest))]
[JsonSerializable(typeof(MeBody))]
[JsonSerializable(typeof(RoleList))]
[JsonSerializable(typeof(RoleRequest))]
[JsonSerializable(typeof(ScheduleBody))]
[JsonSerializable(typeof(HoursBody))]
[JsonSerializable(typeof(RetentionRequest))]
[JsonSerializable(typeof(RetentionList))]
[JsonSerializable(typeof(SubjectRequest))]
[JsonSerializable(typeof(ErasureProofBody))]
[JsonSerializable(typeof(AuditPageBody))]
[JsonSerializable(typeof(AuditReportBody))]
[JsonSerializable(typeof(RatingPageBody))]
[JsonSerializable(typeof(RatingList))]
[JsonSerializable(typeof(RatingRequest))]
[JsonSerializable(typeof(DialList))]
[JsonSerializable(typeof(DialRequestBody))]
[JsonSerializable(typeof(ContactPageBody))]
[JsonSerializable(typeof(ContactSearchBody))]
[JsonSerializable(typeof(ContactRequest))]
[JsonSerializable(typeof(ContactStatusRequest))]
[JsonSerializable(typeof(ContactNoteRequest))]
[JsonSerializable(typeof(MergeRequest))]
[JsonSerializable(typeof(SplitRequest))]
[JsonSerializable(typeof(ContactSelection))]
[JsonSerializable(typeof(ContactMergeList))]
[JsonSerializable(typeof(ContactStatusList))]
[JsonSerializable(typeof(ContactStatusDefinitionRequest))]
[JsonSerializable(typeof(ContactFieldDefinitionRequest))]
[JsonSerializable(typeof(DistinctContactsRequest))]
[JsonSerializable(typeof(ContactDuplicateList))]
[JsonSerializable(typeof(ContactImportReportBody))]
[JsonSerializable(typeof(ContactImportUndoBody))]
[JsonSerializable(typeof(ContactImportList))]
[JsonSerializable(typeof(ContactFieldList))]
[JsonSerializable(typeof(CallContactBody))]
[JsonSerializable(typeof(CallAssignmentBody))]
[JsonSerializable(typeof(TimelinePageBody))]
[JsonSerializable(typeof(ContactNoteBody))]
[JsonSerializable(typeof(ContactNumberRequest))]
[JsonSerializable(typeof(ContactEmailRequest))]
[JsonSerializable(typeof(WebhookList))]
[JsonSerializable(typeof(NewWebhookBody))]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(RotateSecretRequest))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(DeliveryId))]
[JsonSerializable(typeof(DeliveryPage))]
[JsonSerializable(typeof(LivePopBody))]
[JsonSerializable(typeof(PopList))]
[JsonSerializable(typeof(CardBody))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>No body of ours is nested deeper.</summary>
    public const int MaxDepth = 12;

    /// <summary>Reads nothing that it does not know, and nothing twice.</summary>
    public static ApiJson Strict { get; } = new(new JsonSerializerOptions
    {
        Converters = { new UtcInstantConverter() },
        // A plus sign and every script stay legible; the answers say that they are JSON and not to be guessed at.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        MaxDepth = 64,
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    });
}

/// <summary>Instants in UTC with Z, as the ledger's JSON has them.</summary>
internal sealed class UtcInstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(
            value.UtcTicks / TimeSpan.TicksPerMicrosecond % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'",
            System.Globalization.CultureInfo.InvariantCulture));
}
