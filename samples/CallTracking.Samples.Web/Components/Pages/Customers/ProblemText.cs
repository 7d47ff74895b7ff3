using CallTracking.Contacts;
using CallTracking.Samples.Web.Texts;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>What is wrong with a contact, in the user's language: the code is stable, the engine's own words are English.</summary>
internal static class ProblemText
{
    public static string Of(ContactProblem problem, IStringLocalizer<CustomersTexts> texts) =>
        Of(problem.Code, FieldName(problem.Field, texts), problem.Message, texts);

    public static string Of(ContactImportProblem problem, IStringLocalizer<CustomersTexts> texts) =>
        Of(problem.Code, problem.Column ?? string.Empty, problem.Message, texts);

    private static string Of(string code, string field, string message, IStringLocalizer<CustomersTexts> texts)
    {
        var text = texts[$"Problem.{code}", field];
        if (text.ResourceNotFound && code.LastIndexOf('.') is > 0 and var dot)
        {
            // Rules that hold for any field stand there once: name.long, notes.control.
            text = texts[$"Problem{code[dot..]}", field];
        }

        return text.ResourceNotFound ? message : text.Value;
    }

    private static string FieldName(string? field, IStringLocalizer<CustomersTexts> texts)
    {
        if (field is null)
        {
            return string.Empty;
        }

        var name = texts[$"Field.{field}"];
        return name.ResourceNotFound ? field.Replace("field:", string.Empty, StringComparison.Ordinal) : name.Value;
    }
}
