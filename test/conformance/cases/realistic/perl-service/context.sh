mkdir lib t
echo 'package Mine; sub add { $_[0] + $_[1] } 1;' > lib/Mine.pm
echo 'use Mine; die unless Mine::add(1, 2) == 3;' > t/test.pl
printf '#!/usr/bin/perl\nuse Mine; print Mine::add(40, 2), "\\n";\n' > service.pl
