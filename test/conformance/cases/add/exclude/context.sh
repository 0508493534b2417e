echo a > a; echo l > l.log
