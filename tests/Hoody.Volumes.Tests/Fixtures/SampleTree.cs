using System.Net.Sockets;

namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>A directory with an entry of every kind that a Linux file system knows.</summary>
internal static class SampleTree
{
    private const string Plain =
        """
        : > empty
        printf x > one
        mkdir sizes; for n in 4096 65535 65536 65537 1048576 9000001; do head -c $n /dev/urandom > sizes/$n; done
        mkdir -p sub/deep/deeper emptydir 'with space'
        printf deep > sub/deep/deeper/file
        printf a > ..a; printf b > ...; printf c > 'with space/new
        line'; printf d > '-rf *'; printf e > 'back\slash'
        printf f > "$(printf 'n%.0s' {1..255})"
        printf g > $'not-utf8-\xff\xfe'; mkdir $'dir-\x80'; printf h > $'dir-\x80/x'
        ln -s nowhere dangling; ln -s . loop; ln -s /etc/passwd absolute; ln -s ../../.. sub/up; ln -s $'\xff\n' odd-target
        ln -s "$(printf 'long/%.0s' {1..819})" long-target
        mkfifo fifo
        printf linked > sub/first; ln sub/first second; mkdir a; ln sub/first a/third; ln -P dangling also-dangling; mkdir p; ln fifo p/fifo
        printf outside > ../outside-link; ln ../outside-link half-outside
        chmod 4755 one; chmod 2751 sub; chmod 1777 emptydir; chmod 000 empty; chmod 0640 sizes/4096
        """;

    private const string Sparse =
        """
        truncate -s 10M sparse/all-hole
        truncate -s 300K sparse/ends; printf begin | dd of=sparse/ends conv=notrunc status=none
        printf end | dd of=sparse/ends bs=1 seek=307197 conv=notrunc status=none
        printf mid | dd of=sparse/middle bs=1 seek=1000000 status=none; truncate -s 3M sparse/middle
        head -c 200000 /dev/zero > sparse/zeros-that-are-no-hole
        """;

    private const string Privileged =
        """
        mknod null c 1 3; mknod disk b 8 17; mknod wide c 511 70000
        chown 1234:5678 sub/first; chown -h 77:88 loop; chown 65534:65534 fifo; chown 4294967294:1 sizes/4096
        """;

    // Last, since everything above changes times.
    private const string Times =
        """
        find . -depth -exec touch -h -d '@1700000000.123456789' {} +
        touch -d '@-86400.000000001' one; touch -h -d '@0.5' loop; touch -d '@-1.25' sub; touch -d '@4102444800' sizes
        touch -d '@1600000000.987654321' .
        """;

    public static void Create(string directory)
    {
        Shell.Run(directory, Plain);
        Shell.Run(directory, "mkdir sparse\n" + Sparse);
        using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(directory, "socket")));
        }

        // Closing the socket removed its name.
        Shell.Run(directory, "[ -e socket ] || perl -e 'use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un(\"socket\")) or die'");
        SetAttributes(directory);
        if (Environment.IsPrivilegedProcess)
        {
            Shell.Run(directory, Privileged);
            RawAttributes.Set(Path.Combine(directory, "sizes/65536"), "security.capability", RawAttributes.Capability);
            RawAttributes.Set(Path.Combine(directory, "dangling"), "trusted.link", [4, 5]);
            RawAttributes.Set(Path.Combine(directory, "fifo"), "trusted.pipe", [6]);
        }

        Shell.Run(directory, Times);
    }

    private static void SetAttributes(string directory)
    {
        RawAttributes.Set(Path.Combine(directory, "one"), "user.comment", "hello\0world"u8.ToArray());
        RawAttributes.Set(Path.Combine(directory, "one"), "user.empty", []);
        RawAttributes.Set(Path.Combine(directory, "sub"), "user.on-directory", [0, 255]);
        RawAttributes.Set(Path.Combine(directory, "sizes/65535"), "system.posix_acl_access", RawAttributes.AccessList);
        RawAttributes.Set(Path.Combine(directory, "emptydir"), "system.posix_acl_default", RawAttributes.AccessList);
    }
}
