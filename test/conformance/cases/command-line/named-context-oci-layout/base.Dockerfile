FROM busybox
RUN echo made > /made
ENV base=1
