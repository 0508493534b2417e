echo a > a
printf 'Dockerfile\n.dockerignore\n' > .dockerignore
