{ echo 'FROM busybox'; printf 'ENV v='; head -c 65528 /dev/zero | tr '\0' x; echo; } > Dockerfile
