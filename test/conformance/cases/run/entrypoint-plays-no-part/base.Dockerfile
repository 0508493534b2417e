FROM busybox
ENTRYPOINT ["/never"]
CMD ["neither"]
