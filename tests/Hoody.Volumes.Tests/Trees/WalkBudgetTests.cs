using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

public sealed class WalkBudgetTests
{
    [Fact]
    public void More_entries_on_the_way_than_memory_is_meant_for_are_refused_by_path()
    {
        WalkBudget budget = new();
        budget.Enter(TreePath.Root, TreeLimits.MaxItemsOnPath);

        var exception = Assert.Throws<FileTreeException>(() => budget.Enter(TreePath.Parse("a/b"), 1));

        Assert.Equal("a/b", exception.Path);
    }

    [Fact]
    public void Directories_that_were_left_do_not_count()
    {
        WalkBudget budget = new();
        for (int i = 0; i < TreeLimits.MaxDepth + 2; i++)
        {
            budget.Enter(TreePath.Root, TreeLimits.MaxItemsOnPath);
            budget.Leave(TreeLimits.MaxItemsOnPath);
        }

        Assert.Null(Record.Exception(() => budget.Enter(TreePath.Root, TreeLimits.MaxItemsOnPath)));
    }
}
