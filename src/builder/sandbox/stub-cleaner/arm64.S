// As x86-64.S, for arm64 Linux.
    .globl _start
_start:
    add   x19, sp, #16        // &argv[1]
    mov   w20, #1             // exit code
    sub   sp, sp, #8192       // [sp] struct stat, [sp+256] two timespec, [sp+512] parent path
next:
    ldr   x21, [x19], #8      // path
    cbz   x21, done
    add   x1, sp, #512
    mov   x22, x1             // end of parent
    mov   x2, #0
copy:
    ldrb  w3, [x21, x2]
    strb  w3, [x1, x2]
    cbz   w3, copied
    cmp   w3, #'/'
    b.ne  step
    add   x22, x1, x2
step:
    add   x2, x2, #1
    cmp   x2, #4095
    b.lo  copy
    b     next                // too long
copied:
    cmp   x22, x1
    b.ne  cut
    add   x22, x22, #1        // parent is the root itself
cut:
    strb  wzr, [x22]
    // newfstatat(AT_FDCWD, path, stat, AT_SYMLINK_NOFOLLOW)
    mov   x0, #-100
    mov   x1, x21
    mov   x2, sp
    mov   x3, #0x100
    mov   x8, #79
    svc   #0
    cbnz  x0, next
    ldr   w4, [sp, #16]       // st_mode
    and   w4, w4, #0170000
    mov   w23, #0             // unlink flag
    mov   w5, #0040000
    cmp   w4, w5
    b.ne  file
    mov   w23, #0x200         // AT_REMOVEDIR
    b     parent
file:
    mov   w5, #0100000
    cmp   w4, w5
    b.ne  next
    ldr   x5, [sp, #48]       // st_size
    cbnz  x5, next
parent:
    // newfstatat(AT_FDCWD, parent, stat, 0)
    mov   x0, #-100
    add   x1, sp, #512
    mov   x2, sp
    mov   x3, #0
    mov   x8, #79
    svc   #0
    cbnz  x0, next
    ldp   x4, x5, [sp, #72]   // atime
    str   x4, [sp, #256]
    str   x5, [sp, #264]
    ldp   x4, x5, [sp, #88]   // mtime
    str   x4, [sp, #272]
    str   x5, [sp, #280]
    // unlinkat(AT_FDCWD, path, flag)
    mov   x0, #-100
    mov   x1, x21
    mov   w2, w23
    mov   x8, #35
    svc   #0
    cbnz  x0, next
    mov   w20, #0
    // utimensat(AT_FDCWD, parent, times, 0)
    mov   x0, #-100
    add   x1, sp, #512
    add   x2, sp, #256
    mov   x3, #0
    mov   x8, #88
    svc   #0
    b     next
done:
    mov   w0, w20
    mov   x8, #94
    svc   #0
