mkdir .dockerignore; echo a >a
