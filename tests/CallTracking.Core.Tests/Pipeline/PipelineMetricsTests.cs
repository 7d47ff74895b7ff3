using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CallTracking.Pbx;
using static CallTracking.Core.Tests.Pipeline.PipelineRig;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class PipelineMetricsTests
{
    [Fact]
    public async Task Instruments_StepsOfALink_AreCountedUnderItsName()
    {
        using var rig = new PipelineRig();
        using var listener = new MeterListener();
        var values = new ConcurrentDictionary<string, double>();
        var tags = new ConcurrentBag<KeyValuePair<string, object?>>();
        void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> with)
        {
            values.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            foreach (var tag in with)
            {
                tags.Add(tag);
            }
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, with, _) => Record(instrument, value, with));
        listener.SetMeasurementEventCallback<int>((instrument, value, with, _) => Record(instrument, value, with));
        listener.SetMeasurementEventCallback<double>((instrument, value, with, _) => Record(instrument, value, with));
        listener.InstrumentPublished = (instrument, of) =>
        {
            if (instrument.Meter == rig.Metrics.Meter)
            {
                of.EnableMeasurementEvents(instrument);
            }
        };
        listener.Start();
        rig.Time.SetUtcNow(At(10));

        await rig.PublishAsync(Begin(1, "a"), End(2, "a"), Begin(3, "b"), new DigitPressed(4, At(4), new LegId("b"), '#'));
        await rig.DrainAsync();
        listener.RecordObservableInstruments();

        values.Should().Contain(new Dictionary<string, double>
        {
            ["calltracking.events"] = 4,
            ["calltracking.calls"] = 1,
            ["calltracking.quarantined_events"] = 1,
            ["calltracking.open_calls"] = 1,
            ["calltracking.inbox.backlog"] = 0,
            ["calltracking.lag"] = 6,
        });
        values.Should().ContainKey("calltracking.commit.duration");
        tags.Should().Contain(new KeyValuePair<string, object?>("outcome", "missed"));
        tags.Where(tag => tag.Key == "link").Should().NotBeEmpty().And.AllSatisfy(tag => tag.Value.Should().Be("office"));
    }
}
