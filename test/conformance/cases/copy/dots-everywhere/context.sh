mkdir -p d/e d2; echo 1 > d/f; echo 2 > d/e/g; echo 3 > "d2/[x]"; echo 4 > d2/x; ln -s ../d d2/ld; ln -s d top; ln -s d/f topf
