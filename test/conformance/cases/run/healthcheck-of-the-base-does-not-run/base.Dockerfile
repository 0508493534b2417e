FROM busybox
HEALTHCHECK --interval=200ms CMD touch /probe
