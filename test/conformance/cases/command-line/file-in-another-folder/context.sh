echo f > f
mkdir "$SIDE/d"
printf 'FROM busybox\nCOPY f /g\n' > "$SIDE/d/Other"
