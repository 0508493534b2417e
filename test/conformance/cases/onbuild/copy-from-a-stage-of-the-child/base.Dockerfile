FROM busybox
ONBUILD COPY --from=maker /made /got
