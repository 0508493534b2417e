mkdir folder other; echo a >folder/a; echo o >other/o
