mkdir -p src/deep other
echo m > src/main.c; echo d > src/deep/d; echo o > other/o; echo t > t
printf '%s\n' '*' '!src' 'src/deep' > .dockerignore
