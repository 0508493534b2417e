FROM busybox
ENTRYPOINT ["e"]
CMD ["c"]
