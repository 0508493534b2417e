echo f > f
printf 'FROM busybox\nCOPY f /g\n' > "$SIDE/in"
