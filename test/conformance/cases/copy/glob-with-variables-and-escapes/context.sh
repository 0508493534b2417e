mkdir d; echo 1 > d/1.txt; echo 2 > d/2.txt; echo s > 'd/*.md'; echo m > d/m.md; echo q > 'd/x?y'; echo z > d/xzy
