using System.Text;

namespace Hoody.Benchmarks.Calling;

/// <summary>Replies as the service gives them.</summary>
internal static class ContainerJson
{
    public const string Token = "hdy_0123456789abcdef0123456789abcdef";

    public static byte[] Reply { get; } = Envelope(Container(0));

    /// <summary>One page of a listing.</summary>
    public static byte[] Page(int number, int size, int total)
    {
        IEnumerable<string> items = Enumerable.Range((number - 1) * size, Math.Min(size, total - ((number - 1) * size))).Select(Container);
        int pages = (total + size - 1) / size;
        return Envelope(
            $$"""{"containers":[{{string.Join(',', items)}}],"pagination":{"total":{{total}},"page":{{number}},"limit":{{size}},"totalPages":{{pages}} } }""");
    }

    public static byte[] Http(byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    private static byte[] Envelope(string data) =>
        Encoding.UTF8.GetBytes($$"""{"statusCode":200,"message":"Retrieved successfully","data":{{data}} }""");

    // The fields that the service always gives, of the lengths that they have.
    private static string Container(int number) => $$"""
        {"id":"{{number:x24}}","project_id":"67e89abc123def456789abcd","project_alias":"staging","server_id":"63f8b0e5c9a1b2d3e4f5a6b7",
        "server_name":"node-us","ssh_hostname":"67e89abc123def456789abcd-{{number:x24}}-ssh.node-us.containers.hoody.icu","name":"container-{{number}}",
        "color":"#1E90FF","container_image":"debian-12","ai":true,"hoody_kit":true,"dev_kit":true,"kvm":false,"autostart":true,"ramdisk":true,
        "is_default":false,"ramdisk_scope":"container","status":"running","environment_vars":{"NODE_ENV":"production","PORT":"8080"},
        "ssh_public_key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMj5XgpJQjOa8z80xTNfs6WCN5TXyxEfWnMZ1hA6hv5e alice@laptop","comment":null,
        "source_container_id":"890abcdef12345678901cdef","server_expired":false,"created_at":"2025-11-09T15:00:00.000Z",
        "updated_at":"2025-11-09T15:04:05.678Z","realm_ids":["507f1f77bcf86cd799439011"],"snapshot_count":2,"last_used_snapshot":null}
        """;
}
