using System.Buffers.Binary;
using System.Globalization;
using CallTracking.Calls;
using CallTracking.Numbering;

namespace CallTracking.LoadLab.Queries;

/// <summary>A large company's contacts and calls, each a function of its number: the same on every machine, whatever is asked first.</summary>
/// <param name="Contacts">How many contacts, with two numbers each.</param>
/// <param name="Calls">How many calls.</param>
internal sealed record ScaleData(int Contacts, int Calls)
{
    public const string Tenant = "default";
    public const string Link = "scale";
    public const int Extensions = 400;
    public const int Departments = 20;

    private const int SecondsBetween = 6;
    private const long Billion = 1_000_000_000;

    // Odd and not a multiple of five: multiplied by it, the nine digits of all numbers are a permutation.
    private const long Spread = 618_033_989;

    private static readonly DateTimeOffset Start = new(2024, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] KhmerFamily = ["សុខ", "ចាន់", "កែវ", "លី", "ហេង", "មាស", "នួន", "ពេជ្រ", "សៀង", "ទេព", "អ៊ុក", "ឈុន", "វ៉ាន់", "យិន", "ប៊ុន"];
    private static readonly string[] KhmerGiven = ["ដារ៉ា", "ស្រីមុំ", "វិសាល", "បូផា", "សុភ័ក្រ្ត", "រតនា", "ម៉ាលី", "សុវណ្ណ", "ពិសិដ្ឋ", "ចន្ថា", "សុធារី", "វណ្ណៈ", "កញ្ញា", "ណារិទ្ធ", "ស្រីពៅ", "មុនី"];
    private static readonly string[] RussianFamily = ["Иванов", "Смирнов", "Кузнецов", "Попов", "Соколов", "Лебедев", "Козлов", "Новиков", "Морозов", "Волков"];
    private static readonly string[] RussianGiven = ["Дарья", "Алексей", "Мария", "Сергей", "Ольга", "Николай", "Татьяна", "Пётр", "Елена", "Юрий"];
    private static readonly string[] EnglishGiven = ["Anna", "James", "Sophia", "Liam", "Olivia", "Noah", "Emma", "Lucas", "Mia", "Henry", "Chloe", "Oscar", "Ruth", "Victor", "Nina", "Paul"];
    private static readonly string[] Syllables = ["ba", "ker", "lin", "mor", "ton", "wes", "har", "dal", "ven", "quin", "fos", "ter", "gra", "hol", "ley", "man", "ric", "sel", "vor", "yat"];

    /// <summary>The id of a contact.</summary>
    public static Guid ContactId(int contact) => Id(Start.AddMilliseconds(contact), 0x1000_0000_0000L + contact);

    public static Guid NumberId(int number) => Id(Start.AddMilliseconds(number), 0x2000_0000_0000L + number);

    public static Guid CallId(int call) => Id(StartOf(call), 0x3000_0000_0000L + call);

    public static Guid EmployeeId(int extension) => Id(Start, 0x4000_0000_0000L + extension);

    public static Guid DepartmentId(int department) => Id(Start, 0x5000_0000_0000L + department);

    public static DateTimeOffset StartOf(int call) =>
        Start.AddSeconds((long)call * SecondsBetween).AddTicks((long)(Mix(call) % (SecondsBetween * 1_000_000UL)) * 10);

    public static string Extension(int extension) => (1000 + extension).ToString(CultureInfo.InvariantCulture);

    /// <summary>E.164 of the n-th number. No area code begins with 0, so that nobody has it.</summary>
    public static string E164(long number) => $"+10{Digits(number):000000000}";

    public static string Reversed(long number)
    {
        var digits = $"0{Digits(number):000000000}".ToCharArray();
        Array.Reverse(digits);
        return new string(digits);
    }

    public static PhoneNumber Number(long number) => new(E164(number), PhoneNumberKind.Public, E164(number), Reversed(number));

    public static string Name(int contact)
    {
        var mix = Mix(contact + 0x7000_0000L);
        return (mix % 10) switch
        {
            < 4 => $"{Pick(KhmerFamily, mix >> 8)} {Pick(KhmerGiven, mix >> 16)}",
            < 6 => $"{Pick(RussianGiven, mix >> 8)} {Pick(RussianFamily, mix >> 16)}",
            _ => $"{Pick(EnglishGiven, mix >> 8)} {Family(mix >> 16)}",
        };
    }

    /// <summary>What is told of the n-th call.</summary>
    public ScaleCall Call(int call)
    {
        var mix = Mix(call);
        var extension = (int)((mix >> 8) % Extensions);
        var kind = (mix >> 20) % 20;
        var direction = kind < 12 ? CallDirection.Inbound : kind < 19 ? CallDirection.Outbound : CallDirection.Internal;
        var isKnown = (mix >> 28) % 10 < 7;
        // A few contacts call often: the square of an even distribution.
        var even = (mix >> 32) / (double)(1L << 32);
        var contact = (int)(even * even * Contacts);
        long? number = direction == CallDirection.Internal ? null
            : isKnown ? ((long)contact * 2) + (long)(mix >> 29 & 1)
            : (2L * Contacts) + (long)((mix >> 32) % (ulong)Contacts);
        var outcome = direction == CallDirection.Inbound
            ? (CallOutcome)(kind < 9 ? (int)CallOutcome.Answered : kind < 11 ? (int)CallOutcome.Missed : (int)CallOutcome.Voicemail)
            : kind % 4 == 0 ? CallOutcome.NoAnswer : CallOutcome.Answered;
        return new ScaleCall(
            CallId(call), StartOf(call), direction, outcome, extension, number, isKnown && number is not null ? contact : null,
            outcome == CallOutcome.Answered ? 10_000_000 + (long)(mix % 300_000_000) : 0, 5_000_000 + (long)(mix % 20_000_000));
    }

    private static string Family(ulong mix)
    {
        var text = Pick(Syllables, mix) + Pick(Syllables, mix >> 8) + Pick(Syllables, mix >> 16);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static string Pick(string[] words, ulong mix) => words[(int)(mix % (ulong)words.Length)];

    private static long Digits(long number) => (number * Spread) % Billion;

    private static Guid Id(DateTimeOffset at, long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)at.ToUnixTimeMilliseconds() << 16) | 0x7000 | (Mix(number) & 0xfff));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], 0x8000_0000_0000_0000 | (ulong)number);
        return new Guid(bytes, bigEndian: true);
    }

    // SplitMix64.
    private static ulong Mix(long number)
    {
        var mix = (ulong)number + 0x9E3779B97F4A7C15;
        mix = (mix ^ (mix >> 30)) * 0xBF58476D1CE4E5B9;
        mix = (mix ^ (mix >> 27)) * 0x94D049BB133111EB;
        return mix ^ (mix >> 31);
    }
}

/// <summary>A call of the data.</summary>
internal readonly record struct ScaleCall(
    Guid Id, DateTimeOffset StartedAt, CallDirection Direction, CallOutcome Outcome, int Extension, long? Number, int? Contact, long TalkMicroseconds,
    long WaitMicroseconds);
