echo c > 1; echo f > f
