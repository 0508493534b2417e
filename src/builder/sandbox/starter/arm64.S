// As x86-64.S, for arm64 Linux.
    .globl _start
_start:
    ldr   x19, [sp]               // argc
    add   x20, sp, #8             // argv
    add   x21, x20, x19, lsl #3
    add   x21, x21, #8            // envp
    sub   sp, sp, #8192           // [sp] a path of at most 8191 bytes
    cmp   x19, #3
    b.hs  start
wait:
    mov   x0, #0
    mov   x1, sp
    mov   x2, #4096
    mov   x8, #63                 // read
    svc   #0
    cmn   x0, #4                  // EINTR
    b.eq  wait
    cmp   x0, #0
    b.gt  wait
    mov   w0, #0
    b     exit

start:
    mov   x0, #0
    mov   x1, #0x800000           // 4 MiB of strings, as much of pointers
    mov   x2, #3                  // PROT_READ | PROT_WRITE
    mov   x3, #0x22               // MAP_PRIVATE | MAP_ANONYMOUS
    mov   x4, #-1
    mov   x5, #0
    mov   x8, #222                // mmap
    svc   #0
    cmn   x0, #4096
    b.hi  broken
    mov   x22, x0                 // strings
    mov   x23, x0                 // their end
    add   x24, x0, #0x400000      // pointers
    mov   x25, x24                // their end
    mov   w26, #0                 // standard input
    ldr   x1, [x20, #8]
    ldrb  w2, [x1]
    cbz   w2, reading
    mov   x0, #-100               // AT_FDCWD
    mov   x2, #0x80000            // O_RDONLY | O_CLOEXEC
    mov   x3, #0
    mov   x8, #56                 // openat
    svc   #0
    tbnz  x0, #63, broken
    mov   w26, w0
reading:
    mov   w0, w26
    mov   x1, x23
    sub   x2, x24, x23
    mov   x8, #63                 // read
    svc   #0
    cmn   x0, #4
    b.eq  reading
    cmp   x0, #0
    b.le  broken
    add   x23, x23, x0
    ldrb  w1, [x23, #-1]
    cbnz  w1, reading
    add   x1, x22, #1
    cmp   x23, x1                 // an empty list
    b.eq  whole
    ldrb  w1, [x23, #-2]
    cbnz  w1, reading
whole:
    mov   x1, x22
listing:
    ldrb  w2, [x1]
    cbz   w2, listed
    str   x1, [x25], #8
over:
    ldrb  w2, [x1], #1
    cbnz  w2, over
    b     listing
listed:
    mov   x27, x25                // end of the listed ones
own:
    ldr   x1, [x21], #8
    cbz   x1, complete
    mov   x2, x24
compare:
    cmp   x2, x27
    b.eq  append
    ldr   x3, [x2], #8
    mov   x4, #0
letter:
    ldrb  w5, [x1, x4]
    ldrb  w6, [x3, x4]
    cmp   w5, w6
    b.ne  compare
    cbz   w5, own
    add   x4, x4, #1
    cmp   w5, #'='
    b.ne  letter
    b     own                     // of the same name
append:
    str   x1, [x25], #8
    b     own
complete:
    str   xzr, [x25]
    add   x19, x20, #16           // the program's argv
    ldr   x20, [x19]              // its name
    mov   w21, #2                 // ENOENT
    mov   x1, x20
slash:
    ldrb  w2, [x1], #1
    cmp   w2, #'/'
    b.eq  direct
    cbnz  w2, slash
    movz  w4, #0x4150
    movk  w4, #0x4854, lsl #16    // PATH
    mov   x2, x24
search:
    ldr   x22, [x2], #8
    cbz   x22, failed
    ldr   w3, [x22]
    cmp   w3, w4
    b.ne  search
    ldrb  w3, [x22, #4]
    cmp   w3, #'='
    b.ne  search
    add   x22, x22, #5
folder:
    add   x7, sp, #4094
    add   x7, x7, #4096           // bound
    mov   x1, sp
piece:
    ldrb  w2, [x22], #1
    cbz   w2, last
    cmp   w2, #':'
    b.eq  named
    cmp   x1, x7
    b.hs  piece
    strb  w2, [x1], #1
    b     piece
last:
    sub   x22, x22, #1            // stay at the end
named:
    mov   x3, sp
    cmp   x1, x3
    b.eq  tried                   // an empty folder is none
    mov   w2, #'/'
    strb  w2, [x1], #1
    mov   x3, x20
name:
    ldrb  w2, [x3], #1
    cmp   x1, x7
    b.hi  tried                   // too long
    strb  w2, [x1], #1
    cbnz  w2, name
    mov   x0, sp
    mov   x1, x19
    mov   x2, x24
    mov   x8, #221                // execve
    svc   #0
    neg   w0, w0
    cmp   w0, #2                  // ENOENT
    b.eq  tried
    cmp   w0, #20                 // ENOTDIR
    b.eq  tried
    cmp   w0, #40                 // ELOOP
    b.eq  tried
    cmp   w0, #36                 // ENAMETOOLONG
    b.eq  tried
    mov   w21, w0
    cmp   w0, #13                 // EACCES
    b.ne  failed
tried:
    ldrb  w2, [x22]
    cbnz  w2, folder
    b     failed
direct:
    mov   x0, x20
    mov   x1, x19
    mov   x2, x24
    mov   x8, #221                // execve
    svc   #0
    neg   w21, w0
failed:
    mov   x1, x20
    bl    say
    mov   w19, #127
    adr   x1, missing
    cmp   w21, #2
    b.eq  told
    mov   w19, #126
    adr   x1, denied
    cmp   w21, #13
    b.eq  told
    adr   x1, long
    cmp   w21, #7                 // E2BIG
    b.eq  told
    adr   x1, format
    cmp   w21, #8                 // ENOEXEC
    b.eq  told
    adr   x1, other
told:
    bl    say
    mov   w0, w19
    b     exit
broken:
    adr   x1, lost
    bl    say
    mov   w0, #125
exit:
    mov   x8, #94                 // exit_group
    svc   #0
say:                              // the string at x1
    mov   x2, #0
measure:
    ldrb  w3, [x1, x2]
    cbz   w3, write
    add   x2, x2, #1
    b     measure
write:
    mov   w0, #2
    mov   x8, #64                 // write
    svc   #0
    ret
missing: .asciz ": not found\n"
denied:  .asciz ": permission denied\n"
long:    .asciz ": argument list too long\n"
format:  .asciz ": exec format error\n"
other:   .asciz ": cannot be started\n"
lost:    .asciz "dbuild: the environment did not come whole\n"
