mkdir sub; echo a > a.txt; echo s > sub/s
