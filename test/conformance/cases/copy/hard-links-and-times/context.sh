echo a > a; ln a b; mkdir d; ln a d/c; echo o > old; touch -d 1970-01-01T00:00:00Z old; echo n > new; touch -d 2030-05-05T05:05:05.5Z new; echo h > half; touch -d '2001-02-03T04:05:06.789Z' half
