FROM busybox
ONBUILD RUN --mount=target=/c cat /c/f > /out
