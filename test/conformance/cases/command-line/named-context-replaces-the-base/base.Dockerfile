FROM busybox
RUN echo made > /made
