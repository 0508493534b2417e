printf 'FROM busybox\nENV found=lower\n' > dockerfile
