mkdir -p d/e; echo f > d/f; echo g > d/e/g; echo top > top
