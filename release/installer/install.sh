#!/bin/sh
# Installs the program for the person who runs it, without a connection. `sh install.sh --to FOLDER` chooses a place.
here=$(cd "$(dirname "$0")" && pwd)
for python in python3.14 python3.13 python3.12 python3.11 python3 python; do
  if command -v "$python" >/dev/null 2>&1 && "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; then
    exec "$python" -I "$here/files/install.py" "$@"
  fi
done
cat <<'EOF'
Python 3.11 to 3.14 is needed, and was not found. Install it, then run this again.
  On Debian, Ubuntu and their kin: sudo apt install python3
  On a Mac: the installer from https://www.python.org/downloads/macos/
Python 3.11 à 3.14 est nécessaire et n’a pas été trouvé. Installez-le, puis relancez ce fichier.
  Sous Debian, Ubuntu et apparentés : sudo apt install python3
  Sur un Mac : l’installateur de https://www.python.org/downloads/macos/
EOF
exit 1
