mkdir t
cd t
printf 'FROM busybox\nCOPY f /f\n' > Dockerfile
echo f > f
tar --owner=7 --group=8 --mtime=2012-12-12T00:00:00Z --sort=name -czf "$SIDE/www/c.tar.gz" .
