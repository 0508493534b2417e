mkdir -p src/in; echo f > src/f; echo f > src/in/f; echo f > f
