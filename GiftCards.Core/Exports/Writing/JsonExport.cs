using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using GiftCards.Core.Common;

namespace GiftCards.Core.Exports.Writing;

/// <summary>
/// One array of objects in the shapes of the API: camelCase names, money as amount and currency, UTC.
/// </summary>
internal static class JsonExport
{
    private const int Chunk = 32 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default };

    public static async Task WriteAsync(ExportTable table, Stream stream, CancellationToken cancellationToken)
    {
        string[] names = [.. table.Columns.Select(column => CamelCase(column.Name))];
        await using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartArray();
        await foreach (var row in table.Rows.WithCancellation(cancellationToken))
        {
            json.WriteStartObject();
            for (var i = 0; i < names.Length; i++)
            {
                json.WritePropertyName(names[i]);
                Write(json, row[i]);
            }

            json.WriteEndObject();
            if (json.BytesPending > Chunk)
            {
                await json.FlushAsync(cancellationToken);
            }
        }

        json.WriteEndArray();
        await json.FlushAsync(cancellationToken);
    }

    private static void Write(Utf8JsonWriter json, object? cell)
    {
        switch (cell)
        {
            case null:
                json.WriteNullValue();
                break;
            case Money amount:
                json.WriteStartObject();
                json.WriteNumber("amount", amount.Minor);
                json.WriteString("currency", amount.Currency.Code);
                json.WriteEndObject();
                break;
            case DateTimeOffset at:
                json.WriteStringValue(at.UtcDateTime);
                break;
            case DateOnly day:
                json.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case Share share:
                json.WriteNumberValue(share.PartsPerMillion / 1_000_000.0);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(cell.ToString());
                break;
        }
    }

    private static string CamelCase(string name)
    {
        var words = name.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
