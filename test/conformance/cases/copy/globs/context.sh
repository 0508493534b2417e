mkdir -p d1/s d2 d3/s/; echo 1 > d1/f1; echo 2 > d2/f2; echo 3 > d1/ff; echo s > d1/s/deep; echo s3 > d3/s/deep
echo a > a.txt; echo b > bb.txt; echo c > c.txt; echo z > z.txt; echo x > '[x].txt'
