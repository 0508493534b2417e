for d in 1 2 3 4 5 6 7 8 9 10; do mkdir $d; for f in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do echo $d$f > $d/$f; done; done
