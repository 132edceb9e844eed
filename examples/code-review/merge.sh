#!/bin/sh
# Takes the finished part $1 into the report so far. Runs while holding the resource `report`.
. "${0%/*}/common.sh"
name=$1
if [ "$name" = folders ]; then
  {
    echo '## Folders'
    echo
    echo '| folder | files | lines | blank | markers |'
    echo '|---|---:|---:|---:|---:|'
    for share in "$work"/parts/folders-*.tsv; do
      [ ! -f "$share" ] || cat "$share"
    done | sort -t "$tab" -k3,3nr -k1,1 | as_cells
  } | part folders.md
fi
need "parts/$name.md"
cp -- "$work/parts/$name.md" "$work/merged/$name.md"
for section in folders languages largest markers long-lines whitespace duplicates; do
  [ ! -f "$work/merged/$section.md" ] || {
    cat "$work/merged/$section.md"
    echo
  }
done >"$work/.report"
mv -- "$work/.report" "$work/report-so-far.md"
echo "merged $name"
