using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>The numbered objects of a PDF file and the table that says where each one begins.</summary>
internal sealed class PdfObjects
{
    private readonly List<byte[]> bodies = [];

    public int Add(string body)
    {
        bodies.Add(Encoding.Latin1.GetBytes(body));
        return bodies.Count;
    }

    /// <summary>Keeps a number for an object that others must name before it is written.</summary>
    public int Reserve()
    {
        bodies.Add([]);
        return bodies.Count;
    }

    public void Set(int number, string body) => bodies[number - 1] = Encoding.Latin1.GetBytes(body);

    /// <summary>
    /// Adds compressed bytes; <paramref name="entries"/> are further entries of the stream's dictionary.
    /// </summary>
    public int AddStream(ReadOnlySpan<byte> content, string entries = "")
    {
        using var body = new MemoryStream();
        var packed = Deflate(content);
        body.Write(Encoding.Latin1.GetBytes($"<<{entries}/Length {packed.Length}/Filter/FlateDecode>>\nstream\n"));
        body.Write(packed);
        body.Write("\nendstream"u8);
        bodies.Add(body.ToArray());
        return bodies.Count;
    }

    /// <summary>Adds bytes that are packed already, as <paramref name="entries"/> say.</summary>
    public int AddBytes(ReadOnlySpan<byte> content, string entries)
    {
        using var body = new MemoryStream();
        body.Write(Encoding.Latin1.GetBytes($"<<{entries}/Length {content.Length}>>\nstream\n"));
        body.Write(content);
        body.Write("\nendstream"u8);
        bodies.Add(body.ToArray());
        return bodies.Count;
    }

    public byte[] ToFile(int root, int information)
    {
        using var file = new MemoryStream();
        file.Write("%PDF-1.7\n%"u8);
        file.Write([0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);
        var table = new StringBuilder($"xref\n0 {bodies.Count + 1}\n0000000000 65535 f \n");
        for (var i = 0; i < bodies.Count; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{file.Position:D10} 00000 n \n");
            file.Write(Encoding.Latin1.GetBytes($"{i + 1} 0 obj\n"));
            file.Write(bodies[i]);
            file.Write("\nendobj\n"u8);
        }

        var start = file.Position;
        table.Append(
            CultureInfo.InvariantCulture,
            $"trailer\n<</Size {bodies.Count + 1}/Root {root} 0 R/Info {information} 0 R>>\n"
            + $"startxref\n{start}\n%%EOF\n");
        file.Write(Encoding.Latin1.GetBytes(table.ToString()));
        return file.ToArray();
    }

    private static byte[] Deflate(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(content);
        }

        return packed.ToArray();
    }
}
