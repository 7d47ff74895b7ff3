using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CallTracking.Storage;

/// <summary>Instants as UTC <see cref="DateTime"/>, in whole microseconds: the one type that every provider stores natively and can sort.</summary>
internal sealed class UtcInstantConverter() : ValueConverter<DateTimeOffset, DateTime>(
    instant => new DateTime(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc),
    stored => new DateTimeOffset(stored.Ticks, TimeSpan.Zero));

/// <summary>Durations as whole microseconds: the providers' own duration types end at 24 hours.</summary>
internal sealed class MicrosecondsConverter() : ValueConverter<TimeSpan, long>(
    duration => duration.Ticks / TimeSpan.TicksPerMicrosecond, stored => new TimeSpan(stored * TimeSpan.TicksPerMicrosecond));

/// <summary>A list as JSON text.</summary>
internal sealed class JsonListConverter<T>(JsonTypeInfo<IReadOnlyList<T>> type) : ValueConverter<IReadOnlyList<T>, string>(
    list => JsonSerializer.Serialize(list, type), text => JsonSerializer.Deserialize(text, type) ?? Array.Empty<T>());

/// <summary>Lists are equal when their elements are. They never change, so a snapshot is the list itself.</summary>
internal sealed class ListComparer<T>() : ValueComparer<IReadOnlyList<T>>(
    (left, right) => ReferenceEquals(left, right) || (left != null && right != null && left.SequenceEqual(right)),
    list => list.Count,
    list => list);
