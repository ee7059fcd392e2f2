using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace Hoody.EndToEnd.Tests.Repository;

/// <summary>What a debugger gets with the client's package.</summary>
[Collection(ClientPackageGroup.Name)]
public sealed class ClientSymbolsTests(ClientPackage package)
{
    private const string Assembly = "lib/net10.0/Hoody.Sdk.dll";
    private const string Symbols = "lib/net10.0/Hoody.Sdk.pdb";

    // Portable PDB specification, "Document" and "Embedded Source".
    private static readonly Guid Sha256 = new("8829d00f-11b8-4213-878b-770e8597ac16");
    private static readonly Guid EmbeddedSource = new("0e8a571b-6926-466e-b4ad-8ab04611f5fe");

    [Fact]
    public void They_are_those_of_the_assembly()
    {
        using PEReader assembly = new(package.Files[Assembly].ToImmutableArray());
        using MetadataReaderProvider symbols = MetadataReaderProvider.FromPortablePdbImage(package.Symbols[Symbols].ToImmutableArray());
        CodeViewDebugDirectoryData wanted = assembly.ReadCodeViewDebugDirectoryData(
            assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView));

        Assert.Equal(wanted.Guid, new BlobContentId(symbols.GetMetadataReader().DebugMetadataHeader!.Id).Guid);
    }

    [Fact]
    public void The_assembly_is_the_same_whenever_it_is_built()
    {
        using PEReader assembly = new(package.Files[Assembly].ToImmutableArray());
        Assert.Contains(assembly.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
    }

    [Fact]
    public void Every_source_is_in_them_as_it_was_compiled()
    {
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbImage(package.Symbols[Symbols].ToImmutableArray());
        MetadataReader symbols = provider.GetMetadataReader();

        Assert.NotEmpty(symbols.Documents);
        Assert.All(symbols.Documents, handle =>
        {
            Document document = symbols.GetDocument(handle);
            Assert.Equal(Sha256, symbols.GetGuid(document.HashAlgorithm));
            Assert.Equal(symbols.GetBlobBytes(document.Hash), SHA256.HashData(ReadSource(symbols, handle)));
        });
    }

    private static byte[] ReadSource(MetadataReader symbols, DocumentHandle document)
    {
        CustomDebugInformation source = symbols.GetCustomDebugInformation(document).Select(symbols.GetCustomDebugInformation)
            .Single(information => symbols.GetGuid(information.Kind) == EmbeddedSource);
        byte[] blob = symbols.GetBlobBytes(source.Value);

        // The length comes first; 0 says that what follows is not compressed.
        int length = BinaryPrimitives.ReadInt32LittleEndian(blob);
        if (length == 0)
        {
            return blob[sizeof(int)..];
        }

        byte[] text = new byte[length];
        using DeflateStream inflate = new(new MemoryStream(blob, sizeof(int), blob.Length - sizeof(int)), CompressionMode.Decompress);
        inflate.ReadExactly(text);
        return text;
    }
}
