printf 'FROM busybox\nRUN echo "\351" > /out\nLABEL l=plain\n' > Dockerfile
