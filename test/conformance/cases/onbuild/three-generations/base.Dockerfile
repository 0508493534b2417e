FROM busybox
ONBUILD RUN echo base >> /out
