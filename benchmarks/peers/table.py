"""Prints the table of compare.sh. usage: table.py TIMES TREE"""
import os
import statistics
import sys

times, tree = sys.argv[1:]


def column(name, index):
    with open(os.path.join(times, name)) as file:
        return [float(line.split()[index]) for line in file]


def short(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def row(what, ours, peer, name, goal, index=0, unit="s"):
    mine, other = column(ours, index), column(peer, index)
    ratio = statistics.median(a / b for a, b in zip(mine, other))
    print(f"| {what} | {short(statistics.median(mine))} {unit} | {name} | {short(statistics.median(other))} {unit} | {ratio:.2f} | {goal} |")


files = sum(len(names) for _, _, names in os.walk(tree))
print(f"{files:,} entries that are no directory; medians of {len(column('cp', 0))} rounds, and of their ratios, whole processes, warm page cache.\n")
print("| what | ours | peer | its figure | ratio | goal |\n| --- | ---: | --- | ---: | ---: | ---: |")
row("first import", "first-ours", "first-restic", "restic", "0.5")
row("first import", "first-ours", "first-borg", "borg, lz4", "0.6")
row("stored by it", "stored-ours", "stored-restic", "restic", "1.1", unit="MiB")
row("unchanged import", "same-ours", "same-rsync", "`rsync -a`", "0.5")
row("unchanged import", "same-ours", "same-restic", "restic", "")
row("unchanged import", "same-ours", "same-borg", "borg", "")
row("changed import", "changed-ours", "changed-rsync", "`rsync -a`", "0.5")
row("changed import", "changed-ours", "changed-restic", "restic", "")
row("changed import", "changed-ours", "changed-borg", "borg", "")
row("export to an empty directory", "export-ours", "cp", "`cp -a`", "1.0")
row("export over a nearly equal one, by the times", "nearly-ours", "changed-rsync", "`rsync -a`", "1.0")
row("the same, all of it hashed", "hashing-ours", "changed-rsync", "`rsync -a`", "")
row("diff of the two roots", "diff-ours", "same-ours", "our unchanged import", "0.1")
row("the same, both in a process that has the store open", "hosted-diff", "hosted-import", "our unchanged import", "0.1")
print(f"\nAdded by the changes: {statistics.median(column('added-ours', 0)) / 2**20:.1f} MiB (goal 6).")
for name in ["first-ours", "same-ours", "changed-ours", "export-ours", "nearly-ours"]:
    print(f"Peak memory, {name}: {max(column(name, 1)):.0f} MiB (goal 128).")
