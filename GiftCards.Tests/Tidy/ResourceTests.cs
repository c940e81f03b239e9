using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GiftCards.Core.Common;
using Xunit;

namespace GiftCards.Tests.Tidy;

public sealed partial class ResourceTests
{
    private static readonly string[] Translations = [.. SpokenLanguages.All.Where(l => l != SpokenLanguages.Default)];

    public static TheoryData<string, string> Files()
    {
        var root = Root();
        var data = new TheoryData<string, string>();
        foreach (var path in Directory.EnumerateFiles(root, "*.resx", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(root, path);
            var isBuilt = relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj");
            if (!isBuilt && !Translations.Any(l => relative.EndsWith($".{l}.resx", StringComparison.Ordinal)))
            {
                foreach (var language in Translations)
                {
                    data.Add(relative, language);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_language_has_the_same_texts_with_the_same_places(string file, string language)
    {
        var neutral = Read(file);
        var translated = Read(Path.ChangeExtension(file, $".{language}.resx"));

        Assert.Equal(neutral.Keys.Order(StringComparer.Ordinal), translated.Keys.Order(StringComparer.Ordinal));
        Assert.All(neutral, text =>
        {
            Assert.False(string.IsNullOrWhiteSpace(translated[text.Key]), text.Key);
            Assert.Equal(Places(text.Value), Places(translated[text.Key]));
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Sentences_are_translated_and_not_copied(string file, string language)
    {
        var translated = Read(Path.ChangeExtension(file, $".{language}.resx"));

        // One or two words may well be the same in two languages; a sentence may not.
        Assert.All(
            Read(file).Where(text => Word().Count(text.Value) > 3),
            text => Assert.NotEqual(text.Value, translated[text.Key]));
    }

    private static Dictionary<string, string> Read(string file) => XDocument.Load(Path.Combine(Root(), file)).Root!
        .Elements("data")
        .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value, StringComparer.Ordinal);

    private static IEnumerable<string> Places(string text) =>
        Place().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    [GeneratedRegex(@"\{[A-Za-z0-9_:.]+\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\p{L}{3,}")]
    private static partial Regex Word();
}
