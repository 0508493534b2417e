mkdir sub; echo s > sub/f
