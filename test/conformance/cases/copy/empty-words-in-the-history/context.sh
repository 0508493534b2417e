echo 1 > g
