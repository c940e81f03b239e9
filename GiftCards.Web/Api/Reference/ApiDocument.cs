using System.Text.Json.Nodes;
using GiftCards.Core.Common;
using GiftCards.Web.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GiftCards.Web.Api.Reference;

/// <summary>Draws the OpenAPI document from the routes themselves: what they ask for, answer and refuse.</summary>
internal static class ApiDocument
{
    private const string Bearer = "bearer";
    private const string Problem = "Problem";

    /// <summary>Problems that any route may answer with.</summary>
    private static readonly string[] Everywhere = ["invalid_request", "unavailable"];

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description =>
            description.ActionDescriptor.EndpointMetadata.OfType<RouteAccess>().Any();
        options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) switch
        {
            "ProblemBody" => Problem,
            { } name => name.Replace("Body", "", StringComparison.Ordinal),
            null => null,
        };
        options.AddSchemaTransformer<ApiSchemas>();
        options.AddOperationTransformer(DescribeAsync);
        options.AddDocumentTransformer(IntroduceAsync);
        options.AddDocumentTransformer(ApiSchemas.OpenAnswersAsync);
    }

    private static Task IntroduceAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "GiftCards API",
            Version = ApiRegistration.Document,
            Description = "Sell, look up and redeem gift cards. Amounts are whole numbers of minor units with their currency; "
                + "times are RFC 3339 in UTC; errors are RFC 9457 problem documents with a stable code.",
        };
        var address = context.ApplicationServices.GetRequiredService<PublicAddress>();
        document.Servers = [new OpenApiServer { Url = address.Origin }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Bearer,
                Description = "A merchant's API key (sk_test_… or sk_live_…), a person's access token from POST /api/v1/auth/login, "
                    + "or the accessToken of one order.",
            },
        };
        return Task.CompletedTask;
    }

    private static async Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var access = metadata.OfType<RouteAccess>().Last();
        AddAccess(operation, context, access);
        AddParameters(operation, metadata, access);
        AddExamples(operation, metadata.OfType<RouteExample>().LastOrDefault());
        if (context.Document is { } document && document.Components?.Schemas?.ContainsKey(Problem) != true)
        {
            document.AddComponent(
                Problem, await context.GetOrCreateSchemaAsync(typeof(ProblemBody), null, cancellationToken));
        }

        AddProblems(
            operation,
            context,
            [.. metadata.OfType<RouteProblems>().SelectMany(problems => problems.Codes), .. CodesOf(access)]);
    }

    private static void AddAccess(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, RouteAccess access)
    {
        operation.Security = access.Audience == Audience.Anyone
            ? []
            : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        operation.Description = $"{operation.Description}\n\n{WordsOf(access)}";
    }

    private static string WordsOf(RouteAccess access) => access.Audience switch
    {
        Audience.Anyone => "Anyone may call this.",
        Audience.User => "Needs a person's access token.",
        Audience.Buyer when access.AnyOf == Permissions.None =>
            "For the order's buyer, by the order's token or their own.",
        Audience.Buyer =>
            $"For the order's buyer, by the order's token or their own; or with the scope {Scopes(access)}.",
        Audience.Merchant => $"Needs the scope {Scopes(access)}.",
        _ => throw new ArgumentOutOfRangeException(nameof(access)),
    };

    private static string Scopes(RouteAccess access) =>
        string.Join(" or ", access.Scopes.Select(scope => $"`{scope}`"));

    private static IEnumerable<string> CodesOf(RouteAccess access)
    {
        foreach (var code in Everywhere)
        {
            yield return code;
        }

        if (access.ReadsToken)
        {
            yield return "unauthenticated";
        }

        if (access.Audience != Audience.Anyone)
        {
            yield return "forbidden";
        }

        yield return "rate_limited";
    }

    private static void AddParameters(OpenApiOperation operation, IList<object> metadata, RouteAccess access)
    {
        operation.Parameters ??= [];
        foreach (var parameter in metadata.OfType<QueryParameter>())
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Description = parameter.Meaning,
                Schema = new OpenApiSchema
                {
                    Type = parameter.Type == "integer" ? JsonSchemaType.Integer : JsonSchemaType.String,
                    Enum = parameter.Choices.Count > 0
                        ? [.. parameter.Choices.Select(choice => (JsonNode)choice)]
                        : null,
                },
            });
        }

        if (metadata.OfType<NeedsIdempotencyKey>().Any())
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Required = true,
                Description = "Your own name for this attempt, 1 to 255 visible ASCII characters. Repeat the call with the same key and the "
                    + "first answer comes again, with Idempotent-Replayed: true; nothing happens twice. Remembered for 30 days.",
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MinLength = 1,
                    MaxLength = IdempotencyKey.MaxLength,
                },
                Example = "sale-2026-11-20-0042",
            });
        }

        if (access.Audience == Audience.Merchant)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = CallerFinder.MerchantHeader,
                In = ParameterLocation.Header,
                Description = "For staff of several merchants: which one is meant. Keys need it not.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^mer_[0-9a-z]{26}$" },
            });
        }
    }

    private static void AddExamples(OpenApiOperation operation, RouteExample? example)
    {
        if (example?.Request is { } request
            && operation.RequestBody?.Content?.TryGetValue("application/json", out var sent) == true)
        {
            sent.Example = JsonNode.Parse(request);
        }

        var success = operation.Responses?.FirstOrDefault(response => response.Key.StartsWith('2')).Value;
        if (example?.Answer is { } answer
            && success?.Content?.TryGetValue("application/json", out var answered) == true)
        {
            answered.Example = JsonNode.Parse(answer);
        }
    }

    private static void AddProblems(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, IReadOnlyList<string> codes)
    {
        operation.Responses ??= [];
        var known = codes.Distinct(StringComparer.Ordinal).Select(code => ProblemCatalogue.Find(code)
            ?? throw new InvalidOperationException($"The code '{code}' is missing from the catalogue."));
        foreach (var group in known.GroupBy(problem => problem.Status).OrderBy(group => group.Key))
        {
            var status = group.Key.ToString(System.Globalization.CultureInfo.InvariantCulture);
            operation.Responses[status] = new OpenApiResponse
            {
                Description = string.Join(", ", group.Select(problem => problem.Code)),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [Problems.ContentType] = new() { Schema = new OpenApiSchemaReference(Problem, context.Document) },
                },
            };
        }
    }
}
