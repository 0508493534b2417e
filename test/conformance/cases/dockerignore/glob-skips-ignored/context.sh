echo a > a.txt; echo b > b.txt
echo a.txt > .dockerignore
