FROM busybox
ONBUILD RUN false
