using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GiftCards.Web.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GiftCards.Web.Api.Reference;

/// <summary>The OpenAPI document as people read it: groups of routes, then the shapes of bodies.</summary>
internal sealed record ReferenceDocument(IReadOnlyList<ReferenceGroup> Groups, IReadOnlyList<ReferenceShape> Shapes);

/// <summary>Reads the OpenAPI document once and keeps what the reference shows of it.</summary>
internal sealed class ApiReference(
    [FromKeyedServices(ApiRegistration.Document)] IOpenApiDocumentProvider documents, PublicAddress address)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private ReferenceDocument? known;

    /// <summary>The same for everybody, as long as the application runs.</summary>
    public async Task<ReferenceDocument> GetAsync(CancellationToken cancellationToken) =>
        known ??= Read(await documents.GetOpenApiDocumentAsync(cancellationToken));

    private ReferenceDocument Read(OpenApiDocument document)
    {
        var routes = document.Paths
            .SelectMany(path => (path.Value.Operations ?? []).Select(operation =>
                (path.Key, Method: operation.Key, Operation: operation.Value)))
            .GroupBy(route => route.Operation.Tags?.FirstOrDefault()?.Name ?? "")
            .Select(group => new ReferenceGroup(
                group.Key,
                $"group-{group.Key.Replace(' ', '-').ToLowerInvariant()}",
                [.. group.Select(route => ReadRoute(route.Key, route.Method, route.Operation))]));
        var shapes = (document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>())
            .Select(schema => new ReferenceShape(
                schema.Key,
                schema.Value.Description,
                [.. (schema.Value.Properties?.AsEnumerable() ?? []).Select(
                    property => ReadField(schema.Value, property))],
                ChoicesOf(schema.Value)))
            .OrderBy(shape => shape.Name, StringComparer.Ordinal);
        return new ReferenceDocument([.. routes], [.. shapes]);
    }

    private ReferenceRoute ReadRoute(string path, HttpMethod method, OpenApiOperation operation)
    {
        var success = (operation.Responses ?? []).First(response => response.Key.StartsWith('2'));
        var answer = Json(success.Value.Content);
        return new ReferenceRoute
        {
            Method = method.Method,
            Path = path,
            Anchor = operation.OperationId ?? path,
            Summary = operation.Summary ?? path,
            Description = operation.Description ?? "",
            Parameters = [.. (operation.Parameters ?? []).Select(ReadParameter)],
            Body = ShapeOf(Json(operation.RequestBody?.Content)?.Schema),
            Curl = CurlOf(path, method, operation),
            AnswerStatus = success.Key,
            Answer = ShapeOf(answer?.Schema),
            AnswerExample = answer?.Example?.ToJsonString(Indented),
            Problems =
            [
                .. operation.Responses!
                    .Where(response => !response.Key.StartsWith('2'))
                    .SelectMany(response => (response.Value.Description ?? "").Split(", ").Select(
                        code => (response.Key, code))),
            ],
        };
    }

    private static OpenApiMediaType? Json(IDictionary<string, OpenApiMediaType>? content) =>
        content?.TryGetValue("application/json", out var json) == true ? json : null;

    private static ReferenceField ReadParameter(IOpenApiParameter parameter) => new(
        parameter.Name ?? "",
        TypeOf(parameter.Schema),
        null,
        parameter.Required,
        ChoicesOf(parameter.Schema) is { Count: > 0 } choices
            ? $"{parameter.Description} {string.Join(", ", choices)}."
            : parameter.Description);

    private static ReferenceField ReadField(IOpenApiSchema owner, KeyValuePair<string, IOpenApiSchema> property) => new(
        property.Key,
        TypeOf(property.Value),
        ShapeOf(property.Value),
        owner.Required?.Contains(property.Key) == true,
        property.Value.Description ?? property.Value.OneOf?.Select(part => part.Description)
            .FirstOrDefault(text => text is not null));

    private static IReadOnlyList<string> ChoicesOf(IOpenApiSchema? schema) =>
        [.. (schema?.Enum ?? []).Select(choice => choice?.ToString() ?? "null")];

    private static string? ShapeOf(IOpenApiSchema? schema) => schema switch
    {
        null => null,
        OpenApiSchemaReference reference => reference.Reference.Id,
        { OneOf: { Count: > 0 } parts } => parts.Select(ShapeOf).FirstOrDefault(name => name is not null),
        { Items: { } items } => ShapeOf(items),
        _ => null,
    };

    private static string TypeOf(IOpenApiSchema? schema) => schema switch
    {
        null => "",
        OpenApiSchemaReference reference => reference.Reference.Id ?? "",
        { OneOf: { Count: > 0 } parts } => string.Join(" | ", parts.Select(TypeOf).OrderBy(type => type == "null")),
        { Items: { } items } => $"[{TypeOf(items)}]",
        { Type: { } type } => WordOf(type),
        _ => "any",
    };

    private static string WordOf(JsonSchemaType type)
    {
        var word = (type & ~JsonSchemaType.Null).ToString().ToLowerInvariant();
        return type.HasFlag(JsonSchemaType.Null) ? $"{word} | null" : word;
    }

    /// <summary>The call as a line for a shell, with the example's body where there is one.</summary>
    private string CurlOf(string path, HttpMethod method, OpenApiOperation operation)
    {
        var text = new StringBuilder("curl ");
        text.Append(method == HttpMethod.Get ? "" : $"-X {method.Method} ").Append(address.Of(path));
        if (operation.Security is { Count: > 0 })
        {
            text.Append(" \\\n  -H \"Authorization: Bearer $TOKEN\"");
        }

        if (operation.Parameters?.Any(parameter => parameter.Name == "Idempotency-Key") == true)
        {
            text.Append(" \\\n  -H \"Idempotency-Key: $(uuidgen)\"");
        }

        if (Json(operation.RequestBody?.Content) is { } body)
        {
            var example = body.Example ?? new JsonObject();
            text.Append(" \\\n  -H \"Content-Type: application/json\" \\\n  -d '")
                .Append(example.ToJsonString(Indented).Replace("'", @"'\''", StringComparison.Ordinal))
                .Append('\'');
        }

        return text.ToString();
    }
}
