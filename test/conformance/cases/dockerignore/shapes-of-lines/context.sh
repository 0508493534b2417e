for f in one two three 'four five' six seven '#eight' nine; do echo "$f" > "$f"; done
printf '\357\273\277one\n  two  \n/three\n\n# comment\n four five\t\n./six\nseven/\n  # not a comment\nnine/../nine\r\n' > .dockerignore
