echo a > a
printf 'a\n!\n' > .dockerignore
