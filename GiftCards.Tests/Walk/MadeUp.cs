using System.Collections;
using System.Globalization;
using System.Reflection;
using GiftCards.Core.Common;

namespace GiftCards.Tests.Walk;

/// <summary>
/// Makes up whatever a use case asks for: well-formed, and about nothing that exists, except for the merchant.
/// </summary>
internal sealed class MadeUp(MerchantId merchant, DateTimeOffset now)
{
    public object? Of(Type type, string name)
    {
        if (Nullable.GetUnderlyingType(type) is not null)
        {
            return null;
        }

        return type switch
        {
            _ when type == typeof(string) => Text(name),
            _ when type == typeof(MerchantId) => merchant,
            _ when type == typeof(Money) => new Money(100, Currency.Of("AED")),
            _ when type == typeof(Currency) => Currency.Of("AED"),
            _ when type == typeof(CultureInfo) => CultureInfo.InvariantCulture,
            _ when type == typeof(bool) => false,
            _ when type == typeof(int) || type == typeof(long) => Convert.ChangeType(1, type, null),
            _ when type == typeof(DateTimeOffset) => now.AddHours(1),
            _ when type == typeof(CultureInfo) => CultureInfo.InvariantCulture,
            _ when type == typeof(DateTime) => now.UtcDateTime.AddDays(1),
            _ when type == typeof(DateOnly) => DateOnly.FromDateTime(now.UtcDateTime),
            _ when type == typeof(Guid) => Guid.NewGuid(),
            _ when type == typeof(CultureInfo) => CultureInfo.InvariantCulture,
            _ when type == typeof(PageRequest) => PageRequest.First,
            _ when type == typeof(Stream) => new MemoryStream([1, 2, 3]),
            _ when type == typeof(byte[]) => new byte[] { 1, 2, 3 },
            _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>([1, 2, 3]),
            { IsEnum: true } => Enum.GetValues(type).Cast<object>().Skip(1).First(),
            { IsArray: true } => Array.CreateInstance(type.GetElementType()!, 0),
            { IsInterface: true } => Collection(type),
            _ when typeof(Delegate).IsAssignableFrom(type) => null,
            _ when IsTypedId(type) => Activator.CreateInstance(type, Guid.NewGuid()),
            _ => Record(type),
        };
    }

    private static string Text(string name) =>
        name.Contains("email", StringComparison.OrdinalIgnoreCase) ? "nobody@example.test"
        : name.Contains("timeZone", StringComparison.OrdinalIgnoreCase) ? "Asia/Dubai"
        : name.Contains("language", StringComparison.OrdinalIgnoreCase) ? "en"
        : name.Contains("key", StringComparison.OrdinalIgnoreCase) ? Guid.NewGuid().ToString()
        : "made up";

    private static bool IsTypedId(Type type) => type.GetInterfaces().Any(
        contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(ITypedId<>));

    private static object? Collection(Type type)
    {
        var arguments = type.GetGenericArguments();
        return arguments.Length switch
        {
            1 when type.GetGenericTypeDefinition() == typeof(IProgress<>) => null,
            1 => Array.CreateInstance(arguments[0], 0),
            2 => (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!,
            _ => null,
        };
    }

    private object Record(Type type)
    {
        var constructor = type.GetConstructors()
            .Where(one => one.GetParameters() is not [var only] || only.ParameterType != type)
            .OrderByDescending(one => one.GetParameters().Length)
            .FirstOrDefault();
        var made = constructor is null
            ? Activator.CreateInstance(type)!
            : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType, parameter.Name!))]);
        var required = type.GetProperties().Where(
            property => property.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null);
        foreach (var property in required)
        {
            property.SetValue(made, Of(property.PropertyType, property.Name));
        }

        return made;
    }
}
