// Starts a program with an environment that stands in no container's config.
//   starter SOURCE PROGRAM ARGUMENT...   reads `NAME=value` strings, each ended by a NUL, the list by one more, from the file
//                                        SOURCE ("": standard input); what its own environment has besides follows them;
//                                        finds PROGRAM in the PATH of that environment and becomes it
//   starter                              waits for the end of its standard input, and ends
// Exit code 125: the list was not whole; 127: no such program; 126: it cannot be started.
// x86-64 Linux.
    .intel_syntax noprefix
    .globl _start
_start:
    mov   r12, [rsp]              # argc
    lea   r13, [rsp+8]            # argv
    lea   r14, [r13+r12*8+8]      # envp
    sub   rsp, 8192               # [rsp] a path of at most 8191 bytes
    cmp   r12, 3
    jae   start
wait:
    xor   edi, edi
    mov   rsi, rsp
    mov   edx, 4096
    xor   eax, eax                # read
    syscall
    cmp   rax, -4                 # EINTR
    je    wait
    test  rax, rax
    jg    wait
    xor   edi, edi
    jmp   exit

start:
    xor   edi, edi
    mov   esi, 0x800000           # 4 MiB of strings, as much of pointers
    mov   edx, 3                  # PROT_READ | PROT_WRITE
    mov   r10d, 0x22              # MAP_PRIVATE | MAP_ANONYMOUS
    mov   r8, -1
    xor   r9d, r9d
    mov   eax, 9                  # mmap
    syscall
    cmp   rax, -4096
    ja    broken
    mov   rbx, rax                # strings
    mov   rbp, rax                # their end
    lea   r15, [rax+0x400000]     # end of pointers
    xor   edi, edi                # standard input
    mov   rsi, [r13+8]
    cmp   byte ptr [rsi], 0
    je    reading
    mov   edi, -100               # AT_FDCWD
    mov   edx, 0x80000            # O_RDONLY | O_CLOEXEC
    xor   r10d, r10d
    mov   eax, 257                # openat
    syscall
    test  eax, eax
    js    broken
    mov   edi, eax
reading:
    mov   rsi, rbp
    lea   rdx, [rbx+0x400000]
    sub   rdx, rbp
    xor   eax, eax                # read
    syscall
    cmp   rax, -4
    je    reading
    test  rax, rax
    jle   broken
    add   rbp, rax
    cmp   byte ptr [rbp-1], 0
    jne   reading
    lea   rcx, [rbx+1]
    cmp   rbp, rcx                # an empty list
    je    whole
    cmp   byte ptr [rbp-2], 0
    jne   reading
whole:
    lea   rbp, [rbx+0x400000]     # pointers
    mov   rsi, rbx
listing:
    cmp   byte ptr [rsi], 0
    je    listed
    mov   [r15], rsi
    add   r15, 8
over:
    lodsb
    test  al, al
    jnz   over
    jmp   listing
listed:
    mov   r8, r15                 # end of the listed ones
own:
    mov   rsi, [r14]
    add   r14, 8
    test  rsi, rsi
    jz    complete
    mov   rdi, rbp
compare:
    cmp   rdi, r8
    je    append
    mov   rdx, [rdi]
    add   rdi, 8
    xor   ecx, ecx
letter:
    mov   al, [rsi+rcx]
    cmp   al, [rdx+rcx]
    jne   compare
    test  al, al
    jz    own
    inc   ecx
    cmp   al, '='
    jne   letter
    jmp   own                     # of the same name
append:
    mov   [r15], rsi
    add   r15, 8
    jmp   own
complete:
    mov   qword ptr [r15], 0
    lea   r12, [r13+16]           # the program's argv
    mov   r13, [r12]              # its name
    mov   r14d, 2                 # ENOENT
    mov   rsi, r13
slash:
    lodsb
    cmp   al, '/'
    je    direct
    test  al, al
    jnz   slash
    mov   rdx, rbp
search:
    mov   rsi, [rdx]
    add   rdx, 8
    test  rsi, rsi
    jz    failed
    cmp   dword ptr [rsi], 0x48544150   # PATH
    jne   search
    cmp   byte ptr [rsi+4], '='
    jne   search
    add   rsi, 5
folder:
    lea   rdi, [rsp+8190]         # bound
    mov   rdx, rsp
piece:
    lodsb
    test  al, al
    jz    last
    cmp   al, ':'
    je    named
    cmp   rdx, rdi
    jae   piece
    mov   [rdx], al
    inc   rdx
    jmp   piece
last:
    dec   rsi                     # stay at the end
named:
    cmp   rdx, rsp
    je    tried                   # an empty folder is none
    mov   byte ptr [rdx], '/'
    inc   rdx
    mov   rcx, r13
name:
    mov   al, [rcx]
    inc   rcx
    cmp   rdx, rdi
    ja    tried                   # too long
    mov   [rdx], al
    inc   rdx
    test  al, al
    jnz   name
    mov   rbx, rsi
    mov   rdi, rsp
    mov   rsi, r12
    mov   rdx, rbp
    mov   eax, 59                 # execve
    syscall
    mov   rsi, rbx
    neg   eax
    cmp   eax, 2                  # ENOENT
    je    tried
    cmp   eax, 20                 # ENOTDIR
    je    tried
    cmp   eax, 40                 # ELOOP
    je    tried
    cmp   eax, 36                 # ENAMETOOLONG
    je    tried
    mov   r14d, eax
    cmp   eax, 13                 # EACCES
    jne   failed
tried:
    cmp   byte ptr [rsi], 0
    jne   folder
    jmp   failed
direct:
    mov   rdi, r13
    mov   rsi, r12
    mov   rdx, rbp
    mov   eax, 59                 # execve
    syscall
    neg   eax
    mov   r14d, eax
failed:
    mov   rsi, r13
    call  say
    mov   ebx, 127
    lea   rsi, [rip+missing]
    cmp   r14d, 2
    je    told
    dec   ebx
    lea   rsi, [rip+denied]
    cmp   r14d, 13
    je    told
    lea   rsi, [rip+long]
    cmp   r14d, 7                 # E2BIG
    je    told
    lea   rsi, [rip+format]
    cmp   r14d, 8                 # ENOEXEC
    je    told
    lea   rsi, [rip+other]
told:
    call  say
    mov   edi, ebx
    jmp   exit
broken:
    lea   rsi, [rip+lost]
    call  say
    mov   edi, 125
exit:
    mov   eax, 231                # exit_group
    syscall
say:                              # the string at rsi
    xor   edx, edx
measure:
    cmp   byte ptr [rsi+rdx], 0
    je    write
    inc   edx
    jmp   measure
write:
    mov   edi, 2
    mov   eax, 1                  # write
    syscall
    ret
missing: .asciz ": not found\n"
denied:  .asciz ": permission denied\n"
long:    .asciz ": argument list too long\n"
format:  .asciz ": exec format error\n"
other:   .asciz ": cannot be started\n"
lost:    .asciz "dbuild: the environment did not come whole\n"
