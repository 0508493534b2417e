FROM busybox
SHELL ["/bin/busybox", "ash", "-c"]
