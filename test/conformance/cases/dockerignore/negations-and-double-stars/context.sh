mkdir -p a/b/c d/e .git node_modules/x
for f in a/1.log a/b/2.log a/b/c/3.log a/keep.log d/e/f d/g .git/HEAD node_modules/x/y top.md a/b/README.md; do echo $f > $f; done
printf '%s\n' '**/*.log' '!a/keep.log' '.git' 'node_modules' '*.md' '!a/**/README.md' 'd/*' '!d/e' > .dockerignore
