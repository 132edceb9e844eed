# What all scripts of the code review share; sourced, POSIX sh.
# In: source (folder to review), YARDMASTER_WORK or out (folder to write to).
# Out: source and work as absolute paths, the current folder is source.
set -eu
LC_ALL=C
CDPATH=
export LC_ALL
tab=$(printf '\t')
source=${source:-.}
work=${YARDMASTER_WORK:-${out:-code-review}}

[ -d "$source" ] || {
  echo "code-review: expected a folder to review, but '$source' is none; give --param source=FOLDER" >&2
  exit 66
}
mkdir -p -- "$work/parts" "$work/merged"
source=$(cd -- "$source" && pwd -P)
work=$(cd -- "$work" && pwd -P)
[ "$work" != "$source" ] || {
  echo "code-review: the report would lie among the reviewed files of '$source'; give another --param out=FOLDER" >&2
  exit 73
}
cd -- "$source"

# Runs a command on the files listed in $1, as many at a time as fit; nothing where the list is empty.
on_files() {
  list=$1
  shift
  [ ! -s "$list" ] || sed 's/./\\&/g' "$list" | xargs "$@"
}

# Writes standard input as part $1, complete or not at all.
part() {
  cat >"$work/parts/.$1"
  mv -- "$work/parts/.$1" "$work/parts/$1"
}

# Makes file names safe inside a Markdown table.
as_cells() {
  sed 's/[|`<]/\\&/g' | sed "s/$tab/ | /g; s/^/| /; s/\$/ |/"
}

need() {
  [ -f "$work/$1" ] || {
    echo "code-review: '$work/$1' is missing; run the task that makes it first" >&2
    exit 66
  }
}
