mkdir -p t/d t/l; echo new > t/d/f; chmod 750 t/d; tar -C t --owner=7 --group=8 --mtime=2012-12-12T00:00:00Z --sort=name -cf a.tar d l; rm -r t
