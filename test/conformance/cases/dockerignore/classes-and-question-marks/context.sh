for f in a1 a2 a3 b1 bb xyz 'a*b' '[z]'; do echo "$f" > "$f"; done
printf '%s\n' 'a[12]' 'b?' 'x*z' 'a\*b' '[[]z]' > .dockerignore
