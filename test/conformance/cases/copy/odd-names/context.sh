mkdir 'with blank'; echo f > 'with blank/file name'; echo q > 'quo"te'; echo a > "apos'"; echo n > 'new
line'; echo b > 'back\slash'; echo d > -dash; echo u > 'ünï'; echo dot > ..dots; mkdir .hid; echo h > .hid/.h
