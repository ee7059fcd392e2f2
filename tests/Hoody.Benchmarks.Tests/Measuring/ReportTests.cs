using Hoody.Benchmarks.Measuring;

namespace Hoody.Benchmarks.Tests.Measuring;

public class ReportTests
{
    [Fact]
    public void A_report_is_the_machine_and_the_tables()
    {
        Report report = new("naming", new Machine("m", "A machine."));
        report.Add(new Table("Things", "What there is.", "thing", "count")).Add("one", "1");

        Assert.Equal("# naming\n\nA machine.\n\n## Things\n\nWhat there is.\n\n| thing | count |\n| --- | ---: |\n| one | 1 |\n", report.ToString());
    }

    [Fact]
    public void A_row_that_does_not_fit_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Table("Things", "", "thing", "count").Add("one"));

    [Fact]
    public void Waiting_is_no_work() =>
        Assert.Equal((Busy: 1 + 2 + 3 + 6 + 7 + 8, All: 36), OtherWork.ParseMachine("cpu  1 2 3 4 5 6 7 8 9 10"));

    [Fact]
    public void A_programs_name_may_look_like_the_fields_behind_it() =>
        Assert.Equal(14 + 15 + 16 + 17, OtherWork.ParseOwn("1 (a) R) S 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 -1 18446744073709551615\n"));
}
