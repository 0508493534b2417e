FROM busybox
HEALTHCHECK --interval=5s --timeout=6s --start-period=7s --retries=8 CMD a
