using System.ComponentModel.DataAnnotations;
using System.Text;

namespace CallTracking.Pbx;

/// <summary>The value names a text encoding that this machine knows.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EncodingNameAttribute : ValidationAttribute
{
    /// <summary>Includes the code pages that are not registered by default, without registering them for the whole process.</summary>
    public static Encoding? Find(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public override bool IsValid(object? value) => value is not string name || Find(name) is not null;

    public override string FormatErrorMessage(string name)
    {
        return $"{name} is not the name of a text encoding. Examples: iso-8859-1, windows-1251, windows-1252.";
    }
}
