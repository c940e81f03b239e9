namespace GiftCards.Tests.Faults.Fuzz;

/// <summary>What stands where a good value should: wrong types, edges of numbers, and texts that break programs.</summary>
internal static class HostileValues
{
    /// <summary>JSON as it is to be written, well-formed or not.</summary>
    public static readonly string[] Json =
    [
        "null", "true", "0", "-1", "1", "-0", "1.5", "1e3", "1e400", "1E-7", "01", "+1", "0x1F", "NaN", "Infinity",
        "2147483647", "2147483648", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "99999999999999999999999999999999", "\"\"", "\" \"", "\"1\"", "\"0\"", "\"null\"", "[]", "{}", "[null]", "[[]]",
        "[1,2,3]", "{\"amount\":1}", "{\"amount\":1,\"currency\":\"XXX\"}", "{\"amount\":1,\"currency\":\"aed\"}",
        "{\"amount\":1,\"amount\":2,\"currency\":\"AED\"}", "{\"amount\":\"1\",\"currency\":\"AED\"}",
        "{\"amount\":1,\"currency\":\"AED\",\"more\":true}", "{\"amount\":1,\"currency\":null}", "\"\\u0000\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\r\\nBcc: a@b.example\"", "\"\\u202e\\u0627\"", "\"a\\u0301\\u0301\\u0301\"",
        "\"2026-02-30T00:00:00Z\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"", "\"2026-11-20\"",
        "\"2030-01-01T00:00:00+14:00\"", "\"<script>alert(1)</script>\"", "\"' OR 1=1 --\"", "\"../../etc/passwd\"",
        "\"{{7*7}}\"", "\"%00%0d%0a\"", "\"a@b,c@d\"", "\"a@b\"", "\"＇＂\"", "\"ｇｃ－ａｂｃｄ\"", "// comment", "'x'", "undefined", ",", "}",
    ];

    /// <summary>Texts for a place in the address or a header.</summary>
    public static readonly string[] Texts =
    [
        "", "%20", "0", "-1", "null", "%00", "%2e%2e", "..%2f..", "%F0%9F%8E%81", "%C0%80", "%ED%A0%80", "gc_", "gc_0",
        "gc_zzzzzzzzzzzzzzzzzzzzzzzzzz", "gc_00000000000000000000000000", "txn_01m74w61k0e008017rhtshg5b8", "a%27%20OR%201",
        "9223372036854775808", "00000000-0000-0000-0000-000000000000", "%3Cb%3E", "a%2Fb", ";x=1", "%E2%80%AE", "~", "*",
    ];

    /// <summary>Words for a header, as they go over the line.</summary>
    public static readonly string[] Headers =
    [
        "", " ", "a", "\t", "0", "é", "a,b", "\"quoted\"", "null", "Bearer", "mer_00000000000000000000000000", "sk_test_x",
        new('k', 255), new('k', 256), new('k', 4_000),
    ];

    public static readonly string[] MediaTypes =
    [
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-16",
        "application/json; charset=nonsense", "application/xml", "", "application/problem+json",
    ];
}
