mkdir sub; echo two > sub/two
