git init -q -b main "$SIDE/w"
cd "$SIDE/w"
git config user.email a@b; git config user.name n
mkdir sub
printf 'FROM busybox\nCOPY . /all\n' > sub/Dockerfile
echo s > sub/s; echo '#!/bin/sh' > sub/x; chmod 755 sub/x; echo t > t
git add .; git commit -qm one
git clone -q --bare . "$SIDE/www/r.git"
cd "$SIDE/www/r.git"
git update-server-info
rm -rf "$SIDE/w"
