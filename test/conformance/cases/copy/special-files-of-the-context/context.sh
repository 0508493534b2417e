mkfifo fifo; mknod c c 1 3; echo f > f
