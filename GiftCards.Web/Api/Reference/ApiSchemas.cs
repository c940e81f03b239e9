using System.Text.Json.Nodes;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GiftCards.Web.Api.Reference;

/// <summary>
/// Describes values that have a converter of their own, which the document's generator cannot look into.
/// </summary>
internal sealed class ApiSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var isOptional = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) is not null;
        if (type == typeof(Currency))
        {
            SetText(schema, false, null);
            schema.Description = "ISO 4217, three upper-case letters.";
            schema.Pattern = "^[A-Z]{3}$";
            schema.Examples = ["AED"];
        }
        else if (type == typeof(DateTimeOffset))
        {
            SetText(schema, isOptional, "date-time");
        }
        else if (type == typeof(DateTime))
        {
            SetText(schema, isOptional, null);
            schema.Pattern = @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$";
            schema.Examples = ["2026-12-24T09:00"];
        }
        else if (type.IsEnum)
        {
            // Where an enum may be null, the document says so beside the reference to it.
            SetText(schema, false, null);
            schema.Enum =
            [
                .. Enum.GetValues(type).Cast<Enum>()
                    .Where(value => value is not EntryType entry || entry.IsOfCard())
                    .Select(value => (JsonNode)value.ToText()),
            ];
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Requests are closed, answers are open: unknown request fields are refused, and clients must bear new answer
    /// fields. The generator sees one set of options and closes both.
    /// </summary>
    public static Task OpenAnswersAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var schemas = document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        var sent = new HashSet<string>(StringComparer.Ordinal);
        var operations = document.Paths.Values.SelectMany(path => path.Operations ?? []).Select(
            operation => operation.Value);
        foreach (var body in operations.Select(operation => operation.RequestBody?.Content))
        {
            Collect(body?.Values.FirstOrDefault()?.Schema, schemas, sent);
        }

        foreach (var (name, schema) in schemas)
        {
            if (!sent.Contains(name) && schema is OpenApiSchema answer)
            {
                answer.AdditionalPropertiesAllowed = true;
            }
        }

        return Task.CompletedTask;
    }

    private static void Collect(
        IOpenApiSchema? schema, IDictionary<string, IOpenApiSchema> schemas, HashSet<string> names)
    {
        if (schema is OpenApiSchemaReference { Reference.Id: { } id })
        {
            if (names.Add(id) && schemas.TryGetValue(id, out var target))
            {
                Collect(target, schemas, names);
            }

            return;
        }

        IEnumerable<IOpenApiSchema?> parts = [.. schema?.Properties?.Values ?? [], .. schema?.OneOf
            ?? [], schema?.Items];
        foreach (var part in parts.Where(part => part is not null))
        {
            Collect(part, schemas, names);
        }
    }

    private static void SetText(OpenApiSchema schema, bool isOptional, string? format)
    {
        schema.Type = isOptional ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
        schema.Format = format;
    }
}
