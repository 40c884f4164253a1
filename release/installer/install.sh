#!/bin/sh
# Installs the program for the person who runs it, without a connection. `sh install.sh --to FOLDER` chooses a place.
here=$(cd "$(dirname "$0")" && pwd)
# A window that a Mac opens by a double click knows few places.
PATH=$PATH:/usr/local/bin:/opt/homebrew/bin
for version in 3.14 3.13 3.12 3.11; do
  PATH=$PATH:/Library/Frameworks/Python.framework/Versions/$version/bin
done
for python in python3.14 python3.13 python3.12 python3.11 python3 python; do
  if command -v "$python" >/dev/null 2>&1; then
    # On a Mac without its developer tools this one only offers to install them.
    case $(command -v "$python") in /usr/bin/*) xcode-select -p >/dev/null 2>&1 || [ "$(uname)" != Darwin ] || continue ;; esac
    if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; then
      exec "$python" -X utf8 -I "$here/files/install.py" "$@"
    fi
  fi
done
cat "$here/files/python.txt"
exit 1
