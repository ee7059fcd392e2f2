// Buffers on the stack are written before they are read; clearing them would cost more than hashing a small input.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
