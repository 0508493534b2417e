echo f > f; touch -d 2012-12-12T12:12:12Z f; tar --owner=5 --group=6 --mtime=2012-12-12 -czf "$SIDE/www/a.tar.gz" f; rm f
