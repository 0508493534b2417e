mkdir t
cd t
printf 'FROM busybox\nCOPY . /all\nCOPY --chown=5 d/f /g\n' > Dockerfile
mkdir -m 750 d
echo f > d/f; echo i > ignored; echo ignored > .dockerignore
tar --owner=7 --group=8 --mtime=2012-12-12T00:00:00Z --sort=name -czf "$SIDE/in" .
