using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace CallTracking.Samples.Web.Texts;

/// <summary>Finds words that components bring themselves: literals that what the pages were compiled to writes as text, or as an attribute or
/// a parameter that users read.</summary>
internal static partial class RenderedText
{
    private static readonly HashSet<string> Read = new(StringComparer.Ordinal)
    {
        "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title", "placeholder", "alt", "summary", "AriaLabel", "AriaDescription",
        "ClearText", "CloseText", "Description", "ErrorText", "HelperText", "Hint", "InfoFormat", "Label", "Legend", "NoRecordsText", "Placeholder",
        "RequiredError", "RowsPerPageString", "SelectAllText", "Subtitle", "Text", "Title", "Tooltip", "CheckedLabel", "UncheckedLabel",
    };

    private static readonly OpCode[] OneByte = new OpCode[256];
    private static readonly OpCode[] TwoBytes = new OpCode[256];

    static RenderedText()
    {
        foreach (var field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var code = (OpCode)field.GetValue(null)!;
            (code.Size == 1 ? OneByte : TwoBytes)[code.Value & 0xff] = code;
        }
    }

    public static IReadOnlyList<string> FindIn(Assembly assembly) =>
        [.. assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IComponent))).SelectMany(FindIn).Distinct()];

    public static IReadOnlyList<string> FindIn(Type component) => [.. MethodsOf(component).SelectMany(method => FindIn(component, method))];

    // Content of other components is in classes that the compiler nests.
    private static IEnumerable<MethodInfo> MethodsOf(Type type) => type
        .GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Concat(type.GetNestedTypes(BindingFlags.NonPublic).Where(nested => nested.Name.StartsWith('<')).SelectMany(MethodsOf));

    private static IEnumerable<string> FindIn(Type component, MethodInfo method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        var literals = new List<string?>();
        foreach (var (operation, token) in Instructions(code))
        {
            if (operation == OpCodes.Ldstr)
            {
                literals.Add(method.Module.ResolveString(token));
            }
            else if (operation.FlowControl == FlowControl.Call && Called(method, token) is { } called)
            {
                // What only passes a value on: the type check of a parameter.
                if (called is { IsStatic: true, IsGenericMethod: true } && called.GetParameters().Length == 1)
                {
                    continue;
                }

                if (called.DeclaringType == typeof(RenderTreeBuilder))
                {
                    foreach (var found in Of(called.Name, literals))
                    {
                        yield return $"{component.Name}: {found}";
                    }
                }

                literals.Clear();
            }
            else if (operation.StackBehaviourPush != StackBehaviour.Push0)
            {
                // A value that is no literal; numbers in front of the texts are the places in the sequence.
                literals.Add(null);
            }
        }
    }

    private static IEnumerable<string> Of(string call, List<string?> literals)
    {
        var last = literals.Count > 0 ? literals[^1] : null;
        var before = literals.Count > 1 ? literals[^2] : null;
        switch (call)
        {
            case "AddContent" when IsWords(last):
                yield return $"text '{last}'";
                break;
            case "AddMarkupContent" when last is not null:
                foreach (var text in Tag().Replace(Hidden().Replace(last, string.Empty), "\n").Split('\n').Select(System.Net.WebUtility.HtmlDecode).Where(IsWords))
                {
                    yield return $"text '{text!.Trim()}'";
                }

                foreach (Match attribute in Attribute().Matches(last))
                {
                    if (Read.Contains(attribute.Groups[1].Value) && IsWords(attribute.Groups[2].Value))
                    {
                        yield return $"{attribute.Groups[1].Value} '{attribute.Groups[2].Value}'";
                    }
                }

                break;
            case "AddAttribute" or "AddComponentParameter" when before is not null && Read.Contains(before) && IsWords(last):
                yield return $"{before} '{last}'";
                break;
        }
    }

    private static bool IsWords(string? text) => text is not null && Words().IsMatch(text);

    private static IEnumerable<(OpCode Operation, int Token)> Instructions(byte[] code)
    {
        var at = 0;
        while (at < code.Length)
        {
            var operation = code[at] == 0xfe ? TwoBytes[code[++at]] : OneByte[code[at]];
            at++;
            var token = operation.OperandType is OperandType.InlineString or OperandType.InlineMethod ? BitConverter.ToInt32(code, at) : 0;
            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
            yield return (operation, token);
        }
    }

    private static MethodBase? Called(MethodInfo method, int token)
    {
        var ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        return method.Module.ResolveMethod(token, ofType, method.IsGenericMethod ? method.GetGenericArguments() : null);
    }

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Words();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("<(svg|style)[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Hidden();

    [GeneratedRegex("([\\w-]+)=\"([^\"]*)\"")]
    private static partial Regex Attribute();
}
