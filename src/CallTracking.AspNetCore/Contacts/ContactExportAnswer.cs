using System.Text;
using CallTracking.Access;
using CallTracking.Contacts;
using Microsoft.AspNetCore.Http;

namespace CallTracking.AspNetCore.Contacts;

/// <summary>Contacts as a file, page by page: memory stays flat whatever is asked for.</summary>
internal sealed class ContactExportAnswer(ContactExport export, Caller caller, ContactFilter filter) : IResult
{
    private const int BufferSize = 32 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // What is refused is refused before the first byte, so that it is still told as a problem.
        caller.Demand(Permission.ContactsExport);
        if (filter.DebtAbove is not null)
        {
            caller.DemandField(FieldMask.Debt, "filtered");
        }

        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8; header=present";
        response.Headers.ContentDisposition = "attachment; filename=\"contacts.csv\"";
        var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferSize, leaveOpen: true);
        var isWhole = false;
        try
        {
            await export.WriteAsync(caller, filter, writer, httpContext.RequestAborted).ConfigureAwait(false);
            isWhole = true;
        }
        finally
        {
            // Disposing flushes, which has nothing left to do for a whole file and must not happen to half of one.
            if (isWhole)
            {
                await writer.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
