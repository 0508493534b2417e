mkdir w
echo '#!/bin/sh' > w/app; chmod 755 w/app
tar -C w --owner=0 --group=0 --mtime=2012-12-12T00:00:00Z -c app | gzip -n > "$SIDE/www/release.tar.gz"
tar -C w --owner=9 --group=9 --mtime=2013-12-12T00:00:00Z -cJf vendor.tar.xz app
rm -r w
