namespace Hoody.Sdk;

/// <summary>A value of the service, with status and headers of the reply that brought it.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">What the reply's <c>data</c> held.</param>
/// <param name="Info">Status and headers.</param>
public sealed record HoodyResponse<T>(T Value, HoodyResponseInfo Info);
