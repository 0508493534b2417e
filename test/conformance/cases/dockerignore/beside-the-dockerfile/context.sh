mkdir build
cp Dockerfile build/My.Dockerfile
echo a > a; echo b > b
echo a > .dockerignore
echo b > build/My.Dockerfile.dockerignore
