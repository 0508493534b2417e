echo one > one
mkdir sub; echo two > sub/two
