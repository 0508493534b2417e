FROM busybox
RUN mkdir /v && echo old > /v/old
VOLUME /v
