mkdir -p sub/in; echo s > sub/in/f
