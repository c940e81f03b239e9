using System.Reflection;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Walk;

/// <summary>Everything the core lets somebody do: each public method that begins with an actor.</summary>
internal static class UseCases
{
    /// <summary>Each with its name, such as <c>RedeemCardHandler.HandleAsync</c>.</summary>
    public static IReadOnlyDictionary<string, MethodInfo> All { get; } = typeof(GiftCardsDatabase).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsPublic: true })
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Actor)
            && typeof(Task).IsAssignableFrom(method.ReturnType))
        .ToDictionary(method => $"{method.DeclaringType!.Name}.{method.Name}", StringComparer.Ordinal);

    /// <summary>Asks as that actor; answers with the refusal, if it is one.</summary>
    public static async Task<DomainError?> AskAsync(IServiceProvider services, MethodInfo method, Actor actor, MadeUp madeUp)
    {
        await using var scope = services.CreateAsyncScope();
        var service = scope.ServiceProvider.GetRequiredService(method.DeclaringType!);
        object?[] arguments =
        [
            .. method.GetParameters().Select(parameter => parameter.ParameterType switch
            {
                var type when type == typeof(Actor) => actor,
                var type when type == typeof(CancellationToken) => TestContext.Current.CancellationToken,
                var type => madeUp.Of(type, parameter.Name!),
            }),
        ];
        var task = (Task)method.Invoke(service, arguments)!;
        await task;
        var answer = task.GetType().GetProperty("Result")?.GetValue(task);
        return answer?.GetType().GetProperty("Error")?.GetValue(answer) as DomainError;
    }
}
