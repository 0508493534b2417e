echo a > a; echo b > b; echo b > .dockerignore
