echo a > a; echo b > b; chmod 600 b
