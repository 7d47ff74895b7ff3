using CallTracking.Links;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Pbx.FreeSwitch.Docs;

/// <summary>The code of docs/control.md.</summary>
internal static class ControlExamples
{
    public static void Setup(IServiceCollection services, string password)
    {
        // <setup>
        services.AddCallTracking()
            .UseSqlite("Data Source=calls.db")
            .AddFreeSwitch("office", options =>
            {
                options.Host = "127.0.0.1";
                options.Password = password;
                options.Control.Domain = "pbx.example";      // extensions are user/1001@pbx.example
                options.Control.Gateway = "carrier";         // without it the dial plan calls the customer
                options.Control.RecordingFolder = "/var/lib/freeswitch/recordings";
            })
            .AddFreeSwitchOutbound<Menu>("menu");
        // </setup>
    }

    // <dial>
    internal sealed class ClickToCall(ILinkControls links)
    {
        public async Task<string> CallAsync(string extension, string number, CancellationToken cancellationToken)
        {
            if (links.Find("office") is not { } pbx)
            {
                return "This PBX takes no commands.";
            }

            var request = new PbxOriginateRequest
            {
                AgentLeg = pbx.NewLeg(),                     // known before the first event of it
                CustomerLeg = pbx.NewLeg(),
                Agent = extension,
                Number = number,
                AgentTimeout = TimeSpan.FromSeconds(20),
            };
            try
            {
                var placed = await pbx.OriginateAsync(request, cancellationToken);
                return !placed.Command.IsAccepted ? $"Refused: {placed.Command.Answer}"
                    : await placed.AgentVerdict == DialResult.Answered ? "The customer's phone rings."
                    : "Your own phone was not lifted.";
            }
            catch (PbxControlException error)
            {
                return error.Message;                        // the link is down, or there was no answer
            }
        }
    }
    // </dial>

    // <menu>
    internal sealed class Menu : IOutboundCallHandler
    {
        public async Task HandleAsync(OutboundCall call, CancellationToken cancellationToken)
        {
            await call.AnswerAsync(cancellationToken);
            var key = await call.CollectDigitsAsync(
                new PbxDigitsRequest { File = "ivr/menu.wav", Tries = 2 }, cancellationToken);
            if (key == "1" && await call.ConnectToExtensionAsync("1001", TimeSpan.FromSeconds(20), cancellationToken) == DialResult.Answered)
            {
                return;
            }

            await call.TransferAsync("5000", cancellationToken);
        }
    }
    // </menu>
}
