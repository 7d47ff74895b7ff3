using System.Globalization;
using System.Text;
using CallTracking.LoadLab.Load;

namespace CallTracking.LoadLab.Pops;

/// <summary>Inbound calls that ring some phones for a while until the caller gives up, as Asterisk tells them.</summary>
/// <param name="plan">How many, how long.</param>
/// <param name="connection">To whom they are told.</param>
/// <param name="watch">Who waits for their pops.</param>
/// <param name="first">The number of the first call: no two have the same.</param>
internal sealed class RingingCalls(PopPlan plan, FakeAsteriskConnection connection, PopWatch watch, int first = 0)
{
    private static readonly TimeSpan RingFor = TimeSpan.FromSeconds(5);

    private readonly List<Task> _ends = [];

    /// <summary>Calls begun.</summary>
    public int Calls { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < plan.For)
        {
            Begin(first + Calls++, cancellationToken);
            var due = TimeSpan.FromSeconds(Calls / plan.Rate) - time.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, cancellationToken).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(_ends).ConfigureAwait(false);
    }

    private void Begin(int call, CancellationToken cancellationToken)
    {
        // Each number is called from once; neighbours in time are no neighbours in the index.
        var number = PopStore.NumberOf((int)((call * 7_919L) % plan.Contacts) + 1);
        var phones = Enumerable.Range(0, plan.Group).Select(i => ((call * plan.Group) + i) % plan.Users).ToList();
        var text = new StringBuilder();
        Event(text, "Newchannel", Caller(call, number, 4));
        foreach (var phone in phones)
        {
            Event(text, "Newchannel", Phone("", call, phone, 0));
            Event(text, "DialBegin", Caller(call, number, 4) + Phone("Dest", call, phone, 0) + $"DialString: {PopStore.ExtensionOf(phone)}\r\n");
        }

        connection.Send(Encoding.ASCII.GetBytes(text.ToString()));
        text.Clear();
        foreach (var phone in phones)
        {
            Event(text, "Newstate", Phone("", call, phone, 5));
        }

        var ringing = Encoding.ASCII.GetBytes(text.ToString());
        watch.Expect(number, phones);
        connection.Send(ringing);
        _ends.Add(EndAsync(call, number, phones, cancellationToken));
    }

    private async Task EndAsync(int call, string number, List<int> phones, CancellationToken cancellationToken)
    {
        await Task.Delay(RingFor, cancellationToken).ConfigureAwait(false);
        var text = new StringBuilder();
        Event(text, "HangupRequest", Caller(call, number, 4) + "Cause: 127\r\n");
        foreach (var phone in phones)
        {
            Event(text, "DialEnd", Caller(call, number, 4) + Phone("Dest", call, phone, 5) + "DialStatus: CANCEL\r\n");
            Event(text, "Hangup", Phone("", call, phone, 5) + "Cause: 26\r\n");
        }

        Event(text, "Hangup", Caller(call, number, 4) + "Cause: 127\r\n");
        connection.Send(Encoding.ASCII.GetBytes(text.ToString()));
    }

    private static string Caller(int call, string number, int state) =>
        $"Channel: PJSIP/line1-{call:x8}\r\nChannelState: {state}\r\nCallerIDNum: {number}\r\nCallerIDName: <unknown>\r\nContext: from-trunk\r\n"
        + $"Exten: 5550123\r\nUniqueid: 1700000000.{call}\r\nLinkedid: 1700000000.{call}\r\n";

    private static string Phone(string prefix, int call, int phone, int state) =>
        $"{prefix}Channel: PJSIP/{PopStore.ExtensionOf(phone)}-{call:x8}\r\n{prefix}ChannelState: {state}\r\n{prefix}CallerIDNum: {PopStore.ExtensionOf(phone)}\r\n"
        + $"{prefix}Context: from-internal\r\n{prefix}Exten: 5550123\r\n{prefix}Uniqueid: 1700000001.{call}{phone:D5}\r\n{prefix}Linkedid: 1700000000.{call}\r\n";

    private static void Event(StringBuilder text, string name, string headers)
    {
        var now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        text.Append("Event: ").Append(name).Append("\r\nPrivilege: call,all\r\nTimestamp: ")
            .Append(CultureInfo.InvariantCulture, $"{now / 1_000_000}.{now % 1_000_000:D6}").Append("\r\n").Append(headers).Append("\r\n");
    }
}
