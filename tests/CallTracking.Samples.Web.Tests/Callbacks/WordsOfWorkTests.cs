using System.Globalization;
using System.Resources;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Dialing;
using CallTracking.Samples.Web.Texts;
using CallTracking.Tasks;

namespace CallTracking.Samples.Web.Callbacks;

/// <summary>What a page makes a key of has a text: a new state or refusal is not shown as its key.</summary>
public sealed class WordsOfWorkTests
{
    public static TheoryData<Type, string, Type> Words => new()
    {
        { typeof(DialTexts), "Refused.", typeof(DialRefusal) },
        { typeof(DialTexts), "Outcome.", typeof(CallOutcome) },
        { typeof(CallbacksTexts), "State.", typeof(ObligationState) },
        { typeof(CallbacksTexts), "Event.", typeof(ObligationEventKind) },
        { typeof(CallbacksTexts), "Kind.", typeof(ObligationCallKind) },
        { typeof(TasksTexts), "State.", typeof(TaskState) },
        { typeof(TasksTexts), "Act.", typeof(TaskAct) },
        { typeof(TasksTexts), "Event.", typeof(TaskEventKind) },
        { typeof(TasksTexts), "Alarm.", typeof(TaskAlarmKind) },
        { typeof(TasksTexts), "Repeat.", typeof(TaskRepeat) },
        { typeof(MessagesTexts), "Kind.", typeof(MessageKind) },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void Texts_OfEveryMember_AreThereInEveryLanguage(Type texts, string prefix, Type words)
    {
        var resources = new ResourceManager(texts);
        foreach (var language in new[] { "", "km", "ru" })
        {
            var culture = CultureInfo.GetCultureInfo(language);
            Enum.GetNames(words).Where(name => string.IsNullOrEmpty(resources.GetString(prefix + name, culture))).Should().BeEmpty();
        }
    }
}
