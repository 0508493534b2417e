FROM busybox
ENV v=base
