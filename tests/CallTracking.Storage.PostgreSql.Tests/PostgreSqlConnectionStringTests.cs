namespace CallTracking.Storage.PostgreSql;

public sealed class PostgreSqlConnectionStringTests
{
    [Theory]
    [InlineData("postgres://calls@db/crm", true)]
    [InlineData("POSTGRESQL://db", true)]
    [InlineData("Host=db;Database=crm", true)]
    [InlineData("Username=calls; server = db", true)]
    [InlineData("calls.db", false)]
    [InlineData("/var/lib/host=1/calls.db", false)]
    [InlineData("Data Source=calls.db", false)]
    [InlineData("", false)]
    public void IsLikely_Text_TellsDatabasesFromFiles(string text, bool expected) =>
        PostgreSqlConnectionString.IsLikely(text).Should().Be(expected);

    [Fact]
    public void TryRead_Uri_HasEveryPart()
    {
        PostgreSqlConnectionString.TryRead(
            "postgresql://c%40lls:p%3Aw@db.example:6432/my%20crm?sslmode=verify-full&application_name=x&connect_timeout=7", out var connection, out _)
            .Should().BeTrue();
        connection.Should().BeEquivalentTo(new
        {
            Host = "db.example",
            Port = 6432,
            Username = "c@lls",
            Password = "p:w",
            Database = "my crm",
            SslMode = Npgsql.SslMode.VerifyFull,
            ApplicationName = "x",
            Timeout = 7,
        });
    }

    [Theory]
    [InlineData("", "names no host")]
    [InlineData("Database=crm", "names no host")]
    [InlineData("Host=db;Colour=red", "cannot be read")]
    [InlineData("Host=db;Port=many;Password=secret", "cannot be read")]
    [InlineData("postgres://", "names no host")]
    [InlineData("postgres://db/crm?colour=red", "cannot be read")]
    [InlineData("Host=db;Multiplexing=true", "leave out 'Multiplexing'")]
    public void TryRead_Unreadable_SaysWhatToWriteWithoutSecrets(string text, string expected)
    {
        PostgreSqlConnectionString.TryRead(text, out _, out var error).Should().BeFalse();
        error.Should().Contain(expected).And.NotContain("secret").And.NotContain("\n");
    }
}
