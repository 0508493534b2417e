mkdir -p t/d; echo f > t/d/f; chmod 640 t/d/f; ln -s f t/d/l; ln t/d/f t/h; chmod 700 t/d
tar -C t --owner=7 --group=8 --mtime=2012-12-12T00:00:00Z --sort=name -cf a.tar .
gzip -nk a.tar; mv a.tar.gz a.tgz; bzip2 -k a.tar; mv a.tar.bz2 a.bz2; xz -k a.tar; mv a.tar.xz a.xz; cp a.tgz nameless; rm -r t
