namespace Hoody.Volumes.Import;

/// <summary>How far an import has come.</summary>
/// <param name="FilesFound">Files seen so far; final once every directory has been listed.</param>
/// <param name="BytesFound">Their lengths added up.</param>
/// <param name="FilesRead">Files read to their end, or known from <see cref="ImportOptions.StatCachePath"/>.</param>
/// <param name="BytesRead">Bytes read from files, or known.</param>
public readonly record struct ImportProgress(long FilesFound, long BytesFound, long FilesRead, long BytesRead);
