mkdir -p t/d; echo f > t/d/f; echo g > t/d/g; tar -C t --owner=7 --group=8 --mtime=2012-12-12T00:00:00Z -cf a.tar d/f d/g; rm -r t
echo plain > plain
