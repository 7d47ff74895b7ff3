using System.Text;

namespace CallTracking.Pbx.Asterisk.Tests.Scenarios;

/// <summary>Why every verdict of the recorded scenarios is what it is, pinned word by word. A change here is a change of what people are
/// told: look at it, then renew the files with <c>CALLTRACKING_RENEW_GOLDEN=1</c>.</summary>
public sealed class ExplanationTests
{
    private static bool Renew => Environment.GetEnvironmentVariable("CALLTRACKING_RENEW_GOLDEN") == "1";

    [Fact]
    public void Because_OfEveryScenario_IsAsPinned()
    {
        var text = new StringBuilder();
        foreach (var name in Scenario.Names)
        {
            text.Append(name).Append('\n');
            foreach (var call in Scenario.Replay(Scenario.Load(name).Connections).Calls)
            {
                text.Append("  ").Append(call.Direction).Append(' ').Append(call.Outcome).Append(' ').Append(call.AnsweredBy).Append('\n');
                foreach (var because in call.Because)
                {
                    text.Append("    ").Append(because.Verdict).Append(": ").Append(because.Rule).Append(" [")
                        .AppendJoin(' ', because.Events).Append("]\n");
                }
            }
        }

        var pinned = Path.Combine(AppContext.BaseDirectory, "Scenarios", "explanations.txt");
        if (Renew)
        {
            File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "../../../Scenarios/explanations.txt"), text.ToString());
            File.WriteAllText(pinned, text.ToString());
        }

        text.ToString().Should().Be(File.ReadAllText(pinned).ReplaceLineEndings("\n"));
    }
}
