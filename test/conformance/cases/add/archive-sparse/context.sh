truncate -s 3M s; for at in 0 100 300; do printf data | dd of=s bs=4096 seek=$at conv=notrunc status=none; done; truncate -s 70000 e
for form in 0.0 0.1 1.0; do tar --format=pax -S --sparse-version=$form -cf $form.tar s; done; tar --format=pax -S -cf e.tar e; rm s e
