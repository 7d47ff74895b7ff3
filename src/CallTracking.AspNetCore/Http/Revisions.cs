using System.Globalization;
using CallTracking.Access;
using Microsoft.AspNetCore.Http;

namespace CallTracking.AspNetCore.Http;

/// <summary>ETags: the revision of a row, and what of it was hidden, because a strong tag names one representation.</summary>
internal static class Revisions
{
    public static string Tag(long revision, FieldMask masks) => masks == FieldMask.None
        ? string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"")
        : string.Create(CultureInfo.InvariantCulture, $"\"{revision}.{(int)masks}\"");

    /// <summary>The revision that the client has seen.</summary>
    /// <exception cref="ApiProblemException">If-Match is missing, or no tag of ours.</exception>
    public static long Expected(HttpContext http)
    {
        var header = http.Request.Headers.IfMatch;
        if (header.Count == 0)
        {
            throw new ApiProblemException(new ApiProblem(428, "revision-required", "The change does not say what it is based on.")
            {
                Parameter = "If-Match",
                Cure = "Read the resource and send its ETag as If-Match.",
            });
        }

        var text = header.Count == 1 ? header[0]!.Trim() : string.Empty;
        var inner = text.Length > 2 && text[0] == '"' && text[^1] == '"' ? text.AsSpan(1, text.Length - 2) : [];
        var dot = inner.IndexOf('.');
        if (long.TryParse(dot < 0 ? inner : inner[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
        {
            return revision;
        }

        // A tag that no representation ever had matches none: the precondition fails (RFC 9110, 13.1.1).
        throw new ApiProblemException(new ApiProblem(412, "changed-meanwhile", "It was changed in the meantime.", "If-Match is no ETag of this resource.")
        {
            Parameter = "If-Match",
            Cure = "Send exactly one ETag as you got it, quotes included; weak tags and * are not taken.",
        });
    }

    /// <summary>Whether the client has this representation already.</summary>
    public static bool IsKnown(HttpContext http, string tag)
    {
        foreach (var header in http.Request.Headers.IfNoneMatch)
        {
            foreach (var one in (header ?? string.Empty).Split(',', StringSplitOptions.TrimEntries))
            {
                // For reading the weak comparison is right (RFC 9110, 13.1.2).
                if (one == "*" || one == tag || (one.StartsWith("W/", StringComparison.Ordinal) && one[2..] == tag))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
