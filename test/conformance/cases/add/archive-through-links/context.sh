mkdir -p d e/f t; ln -s /e/f d/abs; ln -s ../e d/rel; echo 1 > 1; ln 1 2; tar -cf made.tar e d
tar -rf made.tar --transform 's,^1$,d/abs/g/one,' --transform 's,^2$,d/rel/two,' 1 2
tar -cf standing.tar --transform 's,^,s/,' t 1; rm -r d e t 1 2
