echo comma > a,b
mkdir sub; echo two > sub/two
