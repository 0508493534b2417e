FROM busybox
ONBUILD ENV a="x y" b='z' c=d\ e
ONBUILD RUN echo "$a" 'q"q' \
  more > /out
ONBUILD CMD ["x", "y"]
