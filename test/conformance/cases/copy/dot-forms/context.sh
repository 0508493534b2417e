echo a > a; mkdir d; echo d > d/d
