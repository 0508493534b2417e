printf '#!/bin/bash\nexec "$@"\n' > docker-entrypoint.sh
chmod 755 docker-entrypoint.sh
