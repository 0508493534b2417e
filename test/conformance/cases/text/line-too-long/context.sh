{ echo 'FROM busybox'; echo 'RUN true'; printf 'ENV v='; head -c 65530 /dev/zero | tr '\0' x; echo; } > Dockerfile
