"""The change set: 13 bytes inserted in 500 random files, 8 KiB overwritten in the ten largest. usage: change.py TREE SEED"""
import os
import random
import stat
import sys

tree, chance = sys.argv[1], random.Random(int(sys.argv[2]))
files = []
for folder, _, names in os.walk(tree):
    for name in sorted(names):
        status = os.lstat(os.path.join(folder, name))
        if stat.S_ISREG(status.st_mode) and status.st_size > 0:
            files.append((status.st_size, os.path.join(folder, name)))

files.sort()
for size, path in chance.sample(files[:-10], 500):
    with open(path, "rb") as file:
        data = file.read()

    place = chance.randrange(size)
    with open(path, "wb") as file:
        file.write(data[:place] + chance.randbytes(13) + data[place:])

for size, path in files[-10:]:
    with open(path, "r+b") as file:
        file.seek(chance.randrange(size - 8192))
        file.write(chance.randbytes(8192))
