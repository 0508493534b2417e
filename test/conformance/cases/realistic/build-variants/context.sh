echo a=1 > config.v.ini
