using CsCheck;

namespace CallTracking.Numbering;

public sealed class NumberPlanProperties
{
    private static readonly NumberPlan[] Plans =
        [.. new[] { "US", "KH", "RU", "DE", "IT", "BR", "AR", "MX", "JP", "SH" }.Select(NumberPlanTests.Plan)];

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String,
        Gen.String[Gen.Char["0123456789"], 0, 20],
        Gen.String[Gen.Char["0123456789+"], 0, 20],
        Gen.String[Gen.Char["0123456789+-() .#*;@:<>sipextw,/\u06F1\u17E1\uFF0B\r\n\0"], 0, 40]);

    [Fact]
    public void AnyText_NeverThrows_AndSurvivesAsRaw() =>
        Gen.Select(Gen.Int[0, Plans.Length - 1].Select(i => Plans[i]), Texts).Sample((plan, text) =>
        {
            var number = plan.Read(text);
            _ = (plan.IsExtension(text), plan.IsRoom(text), plan.Party(text), plan.TryStripOutboundPrefix(text, out _));
            return text.StartsWith(number.Raw, StringComparison.Ordinal)
                && number.Raw.Length >= Math.Min(text.Length, NumberPlan.MaxLength) - 1;
        }, iter: 20_000, threads: 1);

    [Fact]
    public void E164_ReadAgain_IsItself() =>
        Gen.Select(Gen.Int[0, Plans.Length - 1].Select(i => Plans[i]), Texts).Sample((plan, text) =>
        {
            var number = plan.Read(text);
            if (number.E164 is not { } e164)
            {
                return true;
            }

            var again = plan.Read(e164);
            return again.E164 == e164 && again.Kind == PhoneNumberKind.Public && again.NationalReversed == number.NationalReversed
                && e164[0] == '+' && e164.Length <= 16 && e164.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
        }, iter: 20_000, threads: 1);
}
