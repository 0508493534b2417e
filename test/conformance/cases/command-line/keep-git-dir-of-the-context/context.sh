git init -q -b main "$SIDE/w"
cd "$SIDE/w"
git config user.email a@b; git config user.name n
printf 'FROM busybox\nCOPY . /all\nRUN test -d /all/.git && echo kept > /out; rm -r /all/.git\nFROM busybox\nCOPY --from=0 /out /all /x/\n' > Dockerfile
echo t > t; git add .; git commit -qm one
git clone -q --bare . "$SIDE/www/r.git"
cd "$SIDE/www/r.git"
git update-server-info
rm -rf "$SIDE/w"
