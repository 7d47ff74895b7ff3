using System.Net;

namespace CallTracking.AspNetCore.Staff;

public sealed class HoursEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Nights = """
        {"timeZone":"Asia/Phnom_Penh","weekly":[{"day":"monday","from":"22:00","to":"00:00"},{"day":"tuesday","from":"00:00","to":"06:00"}],
         "specialDays":[{"day":"2026-12-25","name":"Christmas"},{"day":"2026-12-26","hours":[{"from":"10:00","to":"12:30"}]}]}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hours_OfEmployee_AreSetReadAndTakenAway_ByRevision()
    {
        using var client = host.Client("administrator");
        var path = $"v1/staff/{TestStaff.Ids["operator"]}/hours";
        using var none = await client.GetAsync(path, Cancel);
        (await none.JsonAsync())["hours"].Should().BeNull();

        using var set = await SendAsync(client, HttpMethod.Put, path, Nights, none.Headers.ETag!.Tag);
        using var read = await client.GetAsync(path, Cancel);
        using var stale = await SendAsync(client, HttpMethod.Put, path, Nights, none.Headers.ETag!.Tag);
        using var without = await client.PutAsync(path, Asking.Json(Nights), Cancel);
        using var mine = await host.Client("operator").GetAsync("v1/me/hours", Cancel);

        set.StatusCode.Should().Be(HttpStatusCode.OK, await set.Content.ReadAsStringAsync(Cancel));
        var hours = (await read.JsonAsync())["hours"]!;
        hours["timeZone"]!.GetValue<string>().Should().Be("Asia/Phnom_Penh");
        hours["weekly"]!.ToJsonString().Should().Be("""[{"day":"monday","from":"22:00","to":"00:00"},{"day":"tuesday","from":"00:00","to":"06:00"}]""");
        hours["specialDays"]!.AsArray().Should().HaveCount(2);
        stale.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        without.StatusCode.Should().Be(HttpStatusCode.PreconditionRequired);
        (await mine.JsonAsync())["timeZone"]!.GetValue<string>().Should().Be("Asia/Phnom_Penh");

        using var gone = await SendAsync(client, HttpMethod.Delete, path, null, read.Headers.ETag!.Tag);
        using var again = await SendAsync(client, HttpMethod.Put, path, Nights, "\"0\"");
        gone.StatusCode.Should().Be(HttpStatusCode.NoContent);
        again.Headers.ETag!.Tag.Should().NotBe(read.Headers.ETag.Tag, "a tag never comes back with other hours");
        using var end = await SendAsync(client, HttpMethod.Delete, path, null, again.Headers.ETag.Tag);
        end.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Hours_WithoutOwn_AreThoseOfTheDepartment_ElseOfEverybody()
    {
        using var client = host.Client("administrator");
        var staff = $"v1/staff/{TestStaff.Ids["supervisor"]}/hours/effective";
        async Task<string> ZoneAsync(string path)
        {
            using var response = await client.GetAsync(path, Cancel);
            return (await response.JsonAsync())["timeZone"]!.GetValue<string>();
        }

        using var all = await SendAsync(client, HttpMethod.Put, "v1/hours", """{"timeZone":"Europe/Moscow"}""", "\"0\"");
        var fromAll = await ZoneAsync(staff);
        using var team = await SendAsync(client, HttpMethod.Put, $"v1/departments/{TestStaff.Team}/hours", """{"timeZone":"Asia/Tokyo"}""", "\"0\"");
        var fromTeam = await ZoneAsync(staff);
        using var teamGone = await SendAsync(client, HttpMethod.Delete, $"v1/departments/{TestStaff.Team}/hours", null, team.Headers.ETag!.Tag);
        using var allGone = await SendAsync(client, HttpMethod.Delete, "v1/hours", null, all.Headers.ETag!.Tag);

        fromAll.Should().Be("Europe/Moscow");
        fromTeam.Should().Be("Asia/Tokyo");
        (await ZoneAsync(staff)).Should().Be("UTC");
    }

    [Theory]
    [InlineData("{}", "timeZone")]
    [InlineData("""{"timeZone":"../../etc/passwd"}""", "timeZone")]
    [InlineData("""{"timeZone":"Mars/Base"}""", "timeZone")]
    [InlineData("""{"timeZone":"UTC","weekly":[{"day":"Monday","from":"09:00","to":"17:00"}]}""", "weekly.day")]
    [InlineData("""{"timeZone":"UTC","weekly":[{"day":"monday","from":"9","to":"17:00"}]}""", "weekly.from")]
    [InlineData("""{"timeZone":"UTC","weekly":[null]}""", "weekly.day")]
    [InlineData("""{"timeZone":"UTC","weekly":[{"day":"monday","from":"17:00","to":"09:00"}]}""", null)]
    [InlineData("""{"timeZone":"UTC","specialDays":[{"day":"25.12.2026"}]}""", "specialDays.day")]
    [InlineData("""{"timeZone":"UTC","specialDays":[{"day":"2026-12-25"},{"day":"2026-12-25"}]}""", null)]
    [InlineData("""{"timeZone":"UTC","owner":"x"}""", "owner")]
    [InlineData("""{"timeZone":"UTC","weekly":[{"day":"monday","from":"09:00","to":"17:00","zone":"x"}]}""", "weekly[0].zone")]
    public async Task Hours_ThatCannotBeMeant_AreRefused(string body, string? member)
    {
        using var client = host.Client("administrator");

        using var response = await SendAsync(client, HttpMethod.Put, $"v1/staff/{TestStaff.Ids["director"]}/hours", body, "\"0\"");

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.ProblemAsync()).Should().Be("invalid-body");
        (await response.JsonAsync())["parameter"]?.GetValue<string>().Should().Be(member);
    }

    [Fact]
    public async Task Hours_OfOneKindUnderTheAddressOfAnother_AreNotThere()
    {
        using var client = host.Client("administrator");

        using var department = await client.GetAsync($"v1/departments/{TestStaff.Ids["operator"]}/hours", Cancel);
        using var employee = await client.GetAsync($"v1/staff/{TestStaff.Team}/hours", Cancel);

        department.StatusCode.Should().Be(HttpStatusCode.NotFound);
        employee.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string? body, string tag)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Asking.Json(body) };
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        return await client.SendAsync(request, Cancel);
    }
}
