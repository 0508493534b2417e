FROM busybox
ONBUILD COPY <<EOF /h
text $PATH
EOF
ONBUILD RUN <<E
echo body > /b
E
