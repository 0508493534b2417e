mkdir d; echo a > d/a; echo b > d/b; echo s > 'd/*.md'; echo m > d/m.md; echo q > 'd/x?y'; echo z > d/xzy
