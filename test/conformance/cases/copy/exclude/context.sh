mkdir -p d/e tmp; echo 1 > x.log; echo 2 > x.txt; echo 3 > x.md; echo 4 > d/y.log; echo 5 > d/e/z.log; echo 6 > d/e/z; echo 7 > tmp/t; echo 8 > d/keep
