echo a > a
echo a > .dockerignore
