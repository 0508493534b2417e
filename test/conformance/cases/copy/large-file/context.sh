seq 1 700000 > big
