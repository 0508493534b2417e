printf 'FROM busybox\nCOPY f /f\n' > "$SIDE/in"
