using System.Xml.Linq;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Web.Hosting;

/// <summary>Keeps the keys of cookies and forms in the database, for all nodes.</summary>
internal sealed class DataProtectionRepository(GiftCardsDatabase database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var context = database.OpenAcrossMerchants(); // The keys belong to no merchant.
        var keys = context.DataProtectionKeys.AsNoTracking().Select(key => key.Xml).ToList();
        return [.. keys.Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var context = database.OpenAcrossMerchants(); // The keys belong to no merchant.
        context.DataProtectionKeys.Add(new DataProtectionKey
        {
            FriendlyName = friendlyName,
            Xml = element.ToString(SaveOptions.DisableFormatting),
        });
        context.SaveChanges();
    }
}

/// <summary>Encrypts those keys with the column key, so that a copy of the database signs nobody in.</summary>
internal sealed class DataProtectionEncryptor(Protector protector) : IXmlEncryptor
{
    public const string Context = "data_protection_keys.xml";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var text = protector.Encrypt(plaintextElement.ToString(SaveOptions.DisableFormatting), Context);
        return new EncryptedXmlInfo(new XElement("encryptedKey", text), typeof(DataProtectionDecryptor));
    }
}

/// <summary>Reads what <see cref="DataProtectionEncryptor"/> wrote; made by the framework, by name.</summary>
internal sealed class DataProtectionDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(
        services.GetRequiredService<Protector>().Decrypt(encryptedElement.Value, DataProtectionEncryptor.Context));
}
