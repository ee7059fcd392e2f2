using FsCheck.Xunit;
using Hoody.Volumes.Import;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Import;

public class HoleCheckTests
{
    [Fact]
    public void A_hole_over_data_is_not_believed()
    {
        byte[] file = new byte[100];
        file[50] = 1;
        HoleCheck check = new([new Hole(0, 40), new Hole(45, 10), new Hole(60, 40)]);

        check.Examine(0, file);

        Assert.Equal([new Hole(0, 40), new Hole(60, 40)], check.Confirmed(100));
    }

    [Fact]
    public void A_hole_beyond_the_bytes_that_were_read_is_not_believed()
    {
        HoleCheck check = new([new Hole(0, 100)]);

        check.Examine(0, new byte[60]);

        Assert.Empty(check.Confirmed(60));
    }

    [Property]
    public bool It_does_not_matter_in_what_pieces_the_file_is_read(byte[] file, byte pieceLength)
    {
        Hole[] reported = [.. Enumerable.Range(0, file.Length / 3).Select(i => new Hole(3 * i, 2))];
        HoleCheck inPieces = new(reported);
        HoleCheck atOnce = new(reported);

        atOnce.Examine(0, file);
        for (int offset = 0; offset < file.Length; offset += pieceLength + 1)
        {
            inPieces.Examine(offset, file.AsSpan(offset, Math.Min(pieceLength + 1, file.Length - offset)));
        }

        return inPieces.Confirmed(file.Length).SequenceEqual(atOnce.Confirmed(file.Length))
            && atOnce.Confirmed(file.Length).SequenceEqual(reported.Where(hole => file[(int)hole.Offset] == 0 && file[(int)hole.Offset + 1] == 0));
    }
}
