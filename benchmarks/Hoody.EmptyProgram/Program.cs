// What a program published to machine code costs before it does anything: the baseline of start and size.
return 0;
