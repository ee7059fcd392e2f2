using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hoody.LocalHost.Http;

namespace Hoody.LocalHost.ProxyAliases;

/// <summary>The fields of an alias as a request gives them; what is null was not given.</summary>
internal sealed partial record AliasFields
{
    private const int MaxPathLength = 2048;
    private const int MaxPort = 65535;

    private bool _hasTargetPath;
    private bool _hasExpiry;

    public string? Name { get; private init; }

    public string? Program { get; private init; }

    public int? Port { get; private init; }

    public int? Index { get; private init; }

    public string? TargetPath { get; private init; }

    public bool? AllowPathOverride { get; private init; }

    public DateTimeOffset? ExpiresAt { get; private init; }

    public bool? IsEnabled { get; private init; }

    /// <exception cref="ApiException">A field is not valid.</exception>
    public static AliasFields Read(BodyReader body, bool isNew)
    {
        // False asks for a random name, as null does.
        bool isNameless = body.Value("alias")?.ValueKind == JsonValueKind.False;
        string? path = body.Text("target_path", 0, MaxPathLength);
        AliasFields fields = new()
        {
            Name = isNameless ? null : body.Text("alias", 0, int.MaxValue),
            Program = isNew ? body.RequiredText("program", 1, 64, ProgramForm()) : body.Text("program", 1, 64, ProgramForm()),
            Port = body.Integer("port", 1, MaxPort),
            Index = body.Integer("index", 1, int.MaxValue),
            TargetPath = path is null || path.StartsWith('/') ? path : "/" + path,
            AllowPathOverride = body.Flag("allow_path_override"),
            ExpiresAt = body.Time("expires_at"),
            IsEnabled = body.Flag("enabled"),
            _hasTargetPath = body.Has("target_path"),
            _hasExpiry = body.Has("expires_at"),
        };
        body.ThrowIfInvalid();
        if (fields.Name is not null)
        {
            AliasNames.Require(fields.Name);
        }

        return fields;
    }

    /// <summary>A port goes before the program's name, which then says nothing but the protocol.</summary>
    public string? ProgramInstead(string? present)
    {
        if (Port is not { } port)
        {
            return Program ?? present;
        }

        string protocol = (Program ?? present)?.StartsWith("https", StringComparison.Ordinal) == true ? "https" : "http";
        return string.Create(CultureInfo.InvariantCulture, $"{protocol}-{port}");
    }

    public string? TargetPathInstead(string? present) => _hasTargetPath ? TargetPath : present;

    public DateTimeOffset? ExpiryInstead(DateTimeOffset? present) => _hasExpiry ? ExpiresAt : present;

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]*\z")]
    private static partial Regex ProgramForm();
}
