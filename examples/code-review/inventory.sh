#!/bin/sh
# Lists the files of the source folder: all.txt, and text.txt with those that are text.
. "${0%/*}/common.sh"

# The work folder may lie inside the source folder; what lies in it is not reviewed.
case $work in
  "$source"/*) own=./${work#"$source"/}/ ;;
  *) own= ;;
esac
export own
newline='*
*'
find . \( -name .git -o -name .hg -o -name .svn -o -name node_modules -o -name target \
    -o -name yardmaster-data \) -prune -o -type f ! -name "$newline" -print |
  awk 'index($0, "./") == 1 && (ENVIRON["own"] == "" || index($0, ENVIRON["own"]) != 1)' |
  sort >"$work/.all"

: >"$work/.text"
while IFS= read -r file; do
  [ -r "$file" ] || continue
  # Text holds no NUL. What a million bytes do not show is taken for text.
  nul=$(head -c 1000000 "$file" | tr -dc '\000' | wc -c)
  [ "$nul" -ne 0 ] || printf '%s\n' "$file"
done <"$work/.all" >"$work/.text"
mv -- "$work/.all" "$work/all.txt"
mv -- "$work/.text" "$work/text.txt"
rm -f -- "$work"/parts/* "$work"/merged/*
echo "$(wc -l <"$work/all.txt") files, $(wc -l <"$work/text.txt") of them text"
