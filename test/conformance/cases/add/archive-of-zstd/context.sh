echo f > f; tar --owner=7 --group=8 --mtime=2012-12-12T00:00:00Z -cf a.tar f; zstd -q a.tar -o a.zst; rm f a.tar
