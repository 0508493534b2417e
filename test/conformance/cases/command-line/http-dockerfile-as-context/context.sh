printf 'FROM busybox\nENV a=1\nRUN echo x > /x\n' > "$SIDE/www/Dockerfile"
