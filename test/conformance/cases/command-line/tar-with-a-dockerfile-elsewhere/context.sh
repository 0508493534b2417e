mkdir t
cd t
mkdir build
printf 'FROM busybox\nCOPY f /f\n' > build/D
echo f > f
tar --owner=7 --group=8 --mtime=2012-12-12T00:00:00Z --sort=name -cf "$SIDE/in" .
