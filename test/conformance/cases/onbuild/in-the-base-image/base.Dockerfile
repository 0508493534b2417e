FROM busybox
ONBUILD ENV from=trigger
ONBUILD ARG a=default
ONBUILD COPY . /app
ONBUILD RUN echo "$from $a" > /out
ONBUILD USER 5
ONBUILD LABEL l=$a
