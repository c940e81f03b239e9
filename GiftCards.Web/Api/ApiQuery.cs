using System.Globalization;
using System.Reflection;
using GiftCards.Core.Common;

namespace GiftCards.Web.Api;

/// <summary>
/// The query string of a request, strictly read: parameters that the route does not have, or that come twice, are
/// refused. Faults are collected; the route asks for <see cref="Error"/> once it has read everything.
/// </summary>
internal sealed class ApiQuery : IBindableFromHttpContext<ApiQuery>
{
    private const int MaxText = 200;

    private readonly IQueryCollection values;

    private ApiQuery(IQueryCollection values, IEnumerable<QueryParameter> known)
    {
        this.values = values;
        var names = known.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            if (!names.Contains(name))
            {
                Error ??= new InvalidRequest(name.Length is > 0 and <= 100 ? name : null, InvalidReason.NotAllowed);
            }
            else if (value.Count > 1)
            {
                Error ??= new InvalidRequest(name, InvalidReason.Malformed);
            }
        }
    }

    /// <summary>The first fault; null while there is none.</summary>
    public DomainError? Error { get; private set; }

    public static ValueTask<ApiQuery?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<ApiQuery?>(
            new ApiQuery(
                context.Request.Query, context.GetEndpoint()?.Metadata.GetOrderedMetadata<QueryParameter>() ?? []));

    /// <summary>A line of text; null when absent or empty.</summary>
    public string? Text(string name)
    {
        var text = values[name].ToString();
        Error ??= TextRules.RefuseLine(text, name, MaxText);
        return text.Length == 0 ? null : text;
    }

    /// <summary>An amount in minor units, zero or more.</summary>
    public long? Minor(string name) => Number(name, AmountLimits.LargestMinor);

    /// <summary>Limit and cursor of a list; the first page while something is wrong with them.</summary>
    public PageRequest Page()
    {
        var page = PageRequest.Parse((int?)Number("limit", int.MaxValue), Text("cursor"));
        Error ??= page.Error;
        return page.IsOk ? page.Value : PageRequest.First;
    }

    /// <summary>One of a few words.</summary>
    public TEnum? Choice<TEnum>(string name)
        where TEnum : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (EnumText.TryParse<TEnum>(text, out var value))
        {
            return value;
        }

        Error ??= new InvalidRequest(name, InvalidReason.Choice);
        return null;
    }

    /// <summary>A currency's three letters.</summary>
    public Currency? Currency(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Core.Common.Currency.TryParse(text, out var currency))
        {
            return currency;
        }

        Error ??= new InvalidRequest(name, InvalidReason.Choice);
        return null;
    }

    /// <summary>An instant, or a date that means its first instant in UTC.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (InstantConverter.TryParse(text, out var instant))
        {
            return instant;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        }

        Error ??= new InvalidRequest(name, InvalidReason.Malformed);
        return null;
    }

    /// <summary>A calendar day, such as <c>2026-11-01</c>.</summary>
    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 2000 and < 2200)
        {
            return day;
        }

        Error ??= new InvalidRequest(name, InvalidReason.Malformed);
        return null;
    }

    private long? Number(string name, long most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            Error ??= new InvalidRequest(name, InvalidReason.Malformed);
            return null;
        }

        if (value < 0 || value > most)
        {
            Error ??= value < 0
                ? new InvalidRequest(name, InvalidReason.TooSmall, 0)
                : new InvalidRequest(name, InvalidReason.TooLarge, most);
            return null;
        }

        return value;
    }
}
