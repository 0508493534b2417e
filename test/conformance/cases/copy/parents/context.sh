mkdir -p a/b a/c; chmod 750 a/b; echo f > a/b/f; echo g > a/c/g; echo m > a/m.md; echo r > r.md
