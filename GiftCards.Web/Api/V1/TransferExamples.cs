namespace GiftCards.Web.Api.V1;

/// <summary>Bodies of transfers that the reference shows.</summary>
internal static class TransferExamples
{
    public const string Begin = """{ "amount": { "amount": 4000, "currency": "AED" } }""";

    public const string Begun =
        """
        {
          "transfer": {
            "id": "trf_01kbxr7m9he4qtvb9c6m2n8r7d",
            "claimCode": "M4KT-9XWC-7QRD-2222-HJKL-PQRS-ABCD",
            "expiresAt": "2026-12-20T13:40:12.504Z"
          }
        }
        """;

    public const string Claim = """{ "claimCode": "M4KT-9XWC-7QRD-2222-HJKL-PQRS-ABCD" }""";
}
