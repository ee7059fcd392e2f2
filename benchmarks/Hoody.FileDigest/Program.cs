using Hoody.Hashing;

// What b3sum does, with this library, in machine code: prints the digest of one file, read as every user of the library reads one.
using FileStream file = new(args[0], FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
Console.WriteLine(Blake3Hasher.Hash(file));
