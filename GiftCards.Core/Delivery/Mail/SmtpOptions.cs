namespace GiftCards.Core.Delivery.Mail;

/// <summary>How to reach the mail server.</summary>
/// <param name="Host">Name or address of the server.</param>
/// <param name="Port">
/// 587 for submission with STARTTLS, which is then insisted on; 25 or another for a server inside the house.
/// </param>
/// <param name="User">Empty when the server asks for no name.</param>
/// <param name="Password">Empty when the server asks for none.</param>
/// <param name="From">The platform's own address.</param>
/// <param name="UseTls">Insists on STARTTLS on another port than 587 too.</param>
public sealed record SmtpOptions(string Host, int Port, string User, string Password, string From, bool UseTls = false)
{
    public const int SubmissionPort = 587;

    public bool NeedsTls => UseTls || Port == SubmissionPort;
}
