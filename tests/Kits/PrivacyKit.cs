using System.Text;
using System.Text.Json;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Numbering;
using CallTracking.Privacy;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Kits;

/// <summary>That a person can be found, given what is his, and erased in every table, on every store.</summary>
public abstract class PrivacyKit : IAsyncLifetime
{
    private const string His = "+12025550111";
    private const string Other = "+12025550122";

    private static readonly Caller System = Caller.System();

    private readonly FakeTimeProvider _time = new(Sample.Start.AddHours(1));
    private readonly Kept _log = new();
    private ServiceProvider _host = null!;
    private Guid _contact;

    /// <summary>The folder of this test.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("calltracking-privacy-").FullName;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private PrivacyBook Privacy => _host.GetRequiredService<PrivacyBook>();

    private CallHistory History => _host.GetRequiredService<CallHistory>();

    private AuditTrail Audit => _host.GetRequiredService<AuditTrail>();

    public async ValueTask InitializeAsync()
    {
        var builder = new BareBuilder();
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log));
        builder.Services.Configure<AuditOptions>(options => options.Directory = Path.Combine(Folder, "audit"));
        builder.Services.Configure<PrivacyOptions>(options =>
        {
            options.PseudonymKeyFile = Path.Combine(Folder, "privacy.key");
            options.TraceDirectory = Path.Combine(Folder, "traces");
        });
        builder.Services.Configure<CallTrackingOptions>(options => options.SpoolDirectory = Path.Combine(Folder, "spool"));
        await UseStoreAsync(builder, Folder);
        _host = builder.Services.BuildServiceProvider();
        await _host.GetRequiredService<ILedgerReader>().PrepareAsync(Token);
        await FillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _host.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    [Fact]
    public async Task EraseAsync_Contact_LeavesNothingOfHimAndKeepsTheStatistics()
    {
        var before = await History.CountAsync(System, new CallHistoryFilter(), Token);
        var stores = new List<string>();

        var proof = await Privacy.EraseAsync(
            System, new PrivacySubject { ContactId = _contact }, new Told<ErasedStore>(store => stores.Add(store.Store)), Token);

        proof.Should().Match<ErasureProof>(one => one.IsComplete && one.OpenCalls == 0);
        stores.Should().Contain(["ct_calls", "ct_participants", "ct_contacts", "ct_contact_numbers", "ct_contact_notes", "ct_audit payloads"]);
        proof.Stores.Where(static store => store.Changed > 0).Select(static store => store.Store).Should().Contain(
            ["ct_calls", "ct_participants", "ct_contacts", "ct_contact_numbers", "ct_contact_notes", "ct_audit payloads"]);
        var export = await ExportAsync(new PrivacySubject { Numbers = [His], Names = ["Sok Dara"] });
        export.GetProperty("rows").GetInt64().Should().Be(0);
        (await History.CountAsync(System, new CallHistoryFilter(), Token)).Should().Be(before);
        (await History.CountAsync(System, new CallHistoryFilter { Number = His }, Token)).Should().Be(0);
        (await History.CountAsync(System, new CallHistoryFilter { Number = Other }, Token)).Should().Be(1);
        var call = (await History.GetAsync(System, Sample.Id(1), Token))!;
        call.External!.Display.Should().StartWith("anon-");
        call.Participants[^1].Party.Should().Be(call.External.Display, "who calls again stays one");
        call.Talk.Should().Be(Sample.Full(1).Talk);
        await CheckFilesAsync("2025550111", "1110555202", "Sok Dara", "dara@example.org", "born 1980");
    }

    [Fact]
    public async Task EraseAsync_RowsThatMovedLongBefore_LeaveNoCopies()
    {
        var contacts = _host.GetRequiredService<ContactBook>();
        for (var i = 0; i < 120; i++)
        {
            // Names on both sides of his, and longer ones later, so that pages split around him.
            var draft = new ContactDraft { Name = $"So{(char)('a' + (i % 26))} {new string('n', i)}" };
            draft.Numbers.Add(new NewContactNumber($"(202) 555-01{i % 100:00}"));
            await contacts.CreateAsync(System, draft, Token);
        }

        var proof = await Privacy.EraseAsync(System, new PrivacySubject { ContactId = _contact }, null, Token);

        proof.Stores.Should().OnlyContain(store => store.Left == 0 && store.Trouble == null);
        await CheckFilesAsync("Sok Dara", "sok dara", "dara@example.org", "born 1980");
    }

    [Fact]
    public async Task Logs_OfEverythingAtTrace_HoldNoNumberAndNoName()
    {
        await History.ListAsync(System, new CallHistoryFilter { Number = His }, null, 10, Token);
        await ExportAsync(new PrivacySubject { ContactId = _contact });
        var impossible = () => _host.GetRequiredService<StaffBook>().CreateAsync(System, new EmployeeDraft("Sok Dara") { TimeZone = "none" }, Token);
        await impossible.Should().ThrowAsync<StaffRuleException>();
        await Privacy.EraseAsync(System, new PrivacySubject { ContactId = _contact }, null, Token);

        _log.Text.Should().Contain("ct_calls", "the log was kept").And.NotContain("2025550111").And.NotContain("1110555202")
            .And.NotContain("Sok Dara").And.NotContain("dara@example.org");
    }

    [Fact]
    public async Task EraseAsync_AuditPayloads_KeepTheTrailIntact()
    {
        await Audit.CheckpointAsync(System, Token);

        await Privacy.EraseAsync(System, new PrivacySubject { Numbers = [His] }, null, Token);

        var report = await Audit.VerifyAsync(System, Token);
        report.Should().Match<AuditReport>(one => one.IsIntact && one.Erased > 0);
        (await Audit.ListAsync(System, new AuditFilter(), null, 100, Token)).Rows
            .Should().OnlyContain(static row => row.Payload == null || !row.Payload.Contains("2025550111"));
        await Audit.RecordAsync(System, "test.after", "thing", null, null, Token);
        (await Audit.VerifyAsync(System, Token)).IsIntact.Should().BeTrue();
    }

    [Fact]
    public async Task EraseAsync_CallInProgress_SaysThatItIsNotComplete()
    {
        await WriteAsync(2, Sample.Bare(7) with { External = NumberOf(His), CallerNumber = His });

        var proof = await Privacy.EraseAsync(System, new PrivacySubject { Numbers = [His] }, null, Token);

        proof.Should().Match<ErasureProof>(one => !one.IsComplete && one.OpenCalls == 1);
    }

    [Fact]
    public async Task ExportAsync_Contact_HasAllThatIsStoredAboutHim()
    {
        var export = await ExportAsync(new PrivacySubject { ContactId = _contact });

        var stores = export.GetProperty("stores");
        stores.GetProperty("ct_calls").GetArrayLength().Should().Be(1);
        stores.GetProperty("ct_contact_notes").GetArrayLength().Should().Be(1);
        stores.GetProperty("ct_contacts")[0].GetProperty("name").GetString().Should().Be("Sok Dara");
        stores.GetRawText().Should().NotContain(Other);
    }

    [Fact]
    public async Task ApplyAsync_OldCalls_GoAsThePreviewSaid()
    {
        _time.Advance(TimeSpan.FromDays(40));
        var policy = new RetentionPolicy
        {
            KeepFor = new Dictionary<RetentionClass, TimeSpan>
            {
                [RetentionClass.Calls] = TimeSpan.FromDays(30),
                [RetentionClass.Notes] = TimeSpan.FromDays(30),
                [RetentionClass.Contacts] = TimeSpan.FromDays(30),
                [RetentionClass.AuditPayloads] = TimeSpan.FromDays(30),
            },
        };

        var preview = await Privacy.PreviewAsync(System, policy, Token);
        var applied = await Privacy.ApplyAsync(System, policy, null, Token);

        preview.Select(static one => one.Count).Should().OnlyContain(static count => count > 0);
        applied.Where(static one => one.Class != RetentionClass.AuditPayloads).Should().BeEquivalentTo(
            preview.Where(static one => one.Class != RetentionClass.AuditPayloads));
        (await Privacy.PreviewAsync(System, policy, Token)).Should().OnlyContain(static one => one.Count == 0);
        (await History.CountAsync(System, new CallHistoryFilter(), Token)).Should().Be(0);
        (await Audit.VerifyAsync(System, Token)).IsIntact.Should().BeTrue();
    }

    [Fact]
    public async Task EveryMethod_WithoutThePermission_IsDenied()
    {
        var caller = Caller.ForEmployee("default", Guid.NewGuid(), new AccessGrants([new(Permission.PrivacyManage, AccessScope.Team)]));
        var subject = new PrivacySubject { Numbers = [His] };
        Func<Task>[] acts =
        [
            () => Privacy.EraseAsync(caller, subject, null, Token),
            () => Privacy.ExportAsync(caller, subject, Stream.Null, Token),
            () => Privacy.PreviewAsync(caller, new RetentionPolicy(), Token),
            () => Privacy.ApplyAsync(caller, new RetentionPolicy(), null, Token),
        ];

        foreach (var act in acts)
        {
            await act.Should().ThrowAsync<AccessDeniedException>();
        }
    }

    /// <summary>Registers the store.</summary>
    internal abstract Task UseStoreAsync(BareBuilder builder, string folder);

    /// <summary>Looks into the store's own files, where it has any, that a text stands nowhere in them.</summary>
    protected virtual Task CheckFilesAsync(params string[] texts) => Task.CompletedTask;

    private static PhoneNumber NumberOf(string e164) => new(e164, PhoneNumberKind.Public, e164, new string([.. e164[2..].Reverse()]));

    private async Task FillAsync()
    {
        var other = Sample.Full(2) with
        {
            External = NumberOf(Other),
            DialedNumber = "912025550122",
            CallerName = "Somebody else",
            Participants = [new Participant(Other, ParticipantKind.External, null, true, true, false, 1, default, default, default, null)],
        };
        await WriteAsync(1, Sample.Full(1), other);
        var draft = new ContactDraft { Name = "Sok Dara", GivenName = "Dara", FamilyName = "Sok" };
        draft.Numbers.Add(new NewContactNumber("(202) 555-0111"));
        draft.Emails.Add(new NewContactEmail("dara@example.org"));
        var contacts = _host.GetRequiredService<ContactBook>();
        _contact = (await contacts.CreateAsync(System, draft, Token)).Contact.Id;
        await contacts.AddNoteAsync(System, _contact, "Mr Sok Dara (born 1980) calls from 202 555 0111 mostly.", null, Token);
        await Audit.RecordAsync(System, "test.call", "number", null, """{"number":"+12025550111","other":1}""", Token);
    }

    private async Task WriteAsync(long ordinal, params Call[] calls) =>
        await _host.GetRequiredService<ILedgerWriter>().WriteAsync([Sample.Commit(ordinal, calls, events: false)], Token);

    private async Task<JsonElement> ExportAsync(PrivacySubject subject)
    {
        using var output = new MemoryStream();
        await Privacy.ExportAsync(System, subject, output, Token);
        return JsonDocument.Parse(Encoding.UTF8.GetString(output.ToArray())).RootElement.Clone();
    }

    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }

    /// <summary>Keeps all that is logged.</summary>
    private sealed class Kept : ILoggerProvider, ILogger
    {
        private readonly StringBuilder _text = new();

        public string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString();
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_text)
            {
                _text.AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
            }
        }

        public void Dispose()
        {
        }
    }
}
