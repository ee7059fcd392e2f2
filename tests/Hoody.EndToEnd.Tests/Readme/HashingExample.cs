using Hoody.Hashing;

namespace Hoody.EndToEnd.Tests.Readme;

internal static class HashingExample
{
    public static async Task<Blake3Digest[]> HashAsync(byte[] bytes, string path)
    {
        #region README hash
        Blake3Digest one = Blake3Hasher.Hash(bytes);                                    // what b3sum prints
        Blake3Digest same = Blake3Hasher.Hash(bytes, Environment.ProcessorCount);       // on several threads, only when asked

        await using FileStream file = File.OpenRead(path);
        Blake3Digest ofFile = await Blake3Hasher.HashAsync(file);

        bool isIntact = ofFile == Blake3Digest.Parse(one.ToString());                   // compared in constant time
        #endregion

        Assert.True(isIntact);
        return [one, same, ofFile];
    }

    public static async Task<(Blake3Digest Code, byte[] Mask)> AuthenticateAsync(byte[] key, byte[] header, Stream body)
    {
        #region README incremental
        using Blake3Hasher hasher = Blake3Hasher.CreateKeyed(key);      // or new Blake3Hasher(), or CreateDeriveKey("who, when, what for")
        hasher.Append(header);
        await hasher.AppendAsync(body);                                 // a Stream or a PipeReader, to its end
        Blake3Digest code = hasher.Finish();                            // more may be appended

        byte[] mask = new byte[1000];
        hasher.Finish(mask, offset: 32);                                // output of any length from any offset
        #endregion

        return (code, mask);
    }

    public static Blake3Digest[] HashMany(byte[] buffer)
    {
        #region README many
        ByteRange[] files = [new(Offset: 0, Length: 700), new(700, 4096), new(4796, 12)];
        Blake3Digest[] digests = new Blake3Digest[files.Length];
        Blake3Hasher.HashMany(buffer, files, digests);                  // side by side in the lanes of the vectors
        #endregion

        return digests;
    }

    public static async Task<Dictionary<Blake3Digest, byte[]>> ChunkAsync(Stream stream)
    {
        #region README chunks
        Dictionary<Blake3Digest, byte[]> store = [];
        await foreach (ChunkBatch batch in ChunkHasher.ReadAsync(ChunkerProfile.General, stream))
        {
            foreach (HashedChunk chunk in batch.Chunks.Span)
            {
                store.TryAdd(chunk.Digest, batch.BytesOf(chunk).ToArray());     // the batch's memory is used again for the next one
            }
        }
        #endregion

        return store;
    }
}
