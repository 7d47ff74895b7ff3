using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.Asterisk;

public sealed class AmiReaderTests
{
    [Fact]
    public void TryRead_RecordedLogin_GivesEveryMessage()
    {
        var messages = AmiStream.ReadAll(AmiStream.Login);

        messages.Should().Equal(
            "Banner Asterisk Call Manager/11.0.0",
            "Response Success|ActionID=ct-1|Message=Authentication accepted",
            "Event FullyBooted|Privilege=system,all|Uptime=397|LastReload=397|Status=Fully Booted");
    }
}
