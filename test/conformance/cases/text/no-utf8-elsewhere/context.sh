printf '# caf\351\nFROM busybox AS unneeded\nRUN echo caf\351\nFROM busybox\nENV a=caf\351 b="\303\251"\n' > Dockerfile
printf 'ARG c=caf\351\nCOPY <<E /expanded\ncaf\351 $a\nE\nCOPY <<"E" /as-it-is\ncaf\351 \303\251\nE\n' >> Dockerfile
printf 'RUN <<E\n#!/bin/sh\necho caf\351 > /script\nE\nRUN true \\\n# caf\351\n && echo "$a" > /a\nCMD echo caf\351\n' >> Dockerfile
printf 'LABEL l="caf\351" m=x\nWORKDIR /caf\351\nONBUILD RUN echo caf\351\nENTRYPOINT ["caf\351"]\nHEALTHCHECK CMD caf\351\n' >> Dockerfile
