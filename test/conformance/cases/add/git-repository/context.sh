git init -q -b main "$SIDE/w"; cd "$SIDE/w"; git config user.email a@b; git config user.name n
echo 1 > f; mkdir sub; echo s > sub/s; echo '#!/bin/sh' > x; chmod 755 x; ln -s f l; git add .; git commit -qm one; git tag v1; echo 2 > f; git commit -qam two
git clone -q --bare . "$SIDE/www/r.git"; cd "$SIDE/www/r.git"; git update-server-info; rm -rf "$SIDE/w"
