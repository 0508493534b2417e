FROM busybox
LABEL x=y
RUN chmod 1777 /tmp
WORKDIR /made
