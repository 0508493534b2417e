printf "name\n" > name
