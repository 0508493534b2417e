git init -q -b main "$SIDE/w"
cd "$SIDE/w"
git config user.email a@b; git config user.name n
mkdir sub; echo s > sub/s; echo t > t; git add .; git commit -qm one
git clone -q --bare . "$SIDE/www/r.git"
cd "$SIDE/www/r.git"
git update-server-info
rm -rf "$SIDE/w"
