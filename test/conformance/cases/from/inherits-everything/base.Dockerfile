FROM busybox
MAINTAINER base
ENV a=1 PATH=/bin:/usr/bin
LABEL l=1
EXPOSE 80
VOLUME /v
USER 5:6
WORKDIR /w
STOPSIGNAL SIGINT
SHELL ["/bin/sh", "-c"]
HEALTHCHECK --interval=5s CMD true
ENTRYPOINT ["e"]
CMD ["c"]
