printf '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n' > main.c
