FROM busybox
ONBUILD RUN test -p /dev/stdin && cat > /trigger
