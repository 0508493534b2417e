printf 'FROM busybox\nRUN echo a > /a\nENV b=1\n' > "$SIDE/in"
