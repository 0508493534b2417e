printf 'd\na\n**/a\n' > .dockerignore
