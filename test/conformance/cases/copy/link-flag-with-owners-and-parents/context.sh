mkdir -p a/b; echo f > a/b/f; echo g > a/g; ln -s b a/l
