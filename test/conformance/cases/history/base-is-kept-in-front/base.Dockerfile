FROM busybox
ENV a=1
RUN echo x > /x
CMD ["y"]
