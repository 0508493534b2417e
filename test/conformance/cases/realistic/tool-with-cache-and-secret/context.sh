printf 'one\ntwo\n' > deps.txt
mkdir src
echo a > src/a; echo b > src/b
echo very-hidden > "$SIDE/token"
