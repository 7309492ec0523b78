# Sourced by bin/demo and bin/test: runs bin/bootstrap.py on any Python that can (3.8 or newer);
# bootstrap.py then looks for the Python that Watchroom itself needs. $here and $word are set by the caller.

for python in python3.12 python3.13 python3.14 python3 python "${HOME:-/nonexistent}"/.pyenv/versions/3.*/bin/python3; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1; then
        exec "$python" "$here/bin/bootstrap.py" "$word" "$@"
    fi
done
echo "找不到 Python。请先安装 Python 3.12 或更高版本，例如：sudo apt install python3 python3-venv" >&2
echo "No Python was found. Install Python 3.12 or newer first, for example: sudo apt install python3 python3-venv" >&2
exit 69
