mkdir -p many/deep
seq 1 250 | while read at; do echo "$at" >"many/f$at"; done
ln -s f1 many/link
ln many/f2 many/deep/hard
chmod 4751 many/f3
chmod 2770 many/deep
touch -d @1000000000 many/f1 many/deep
head -c 9000000 /dev/zero | tr '\0' x >big
touch -d @1000000001 big
