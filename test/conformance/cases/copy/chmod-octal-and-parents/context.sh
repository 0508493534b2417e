echo a > a; mkdir -p d/e; echo f > d/e/f; ln -s f d/e/l; mkdir l; ln -s nowhere l/l
