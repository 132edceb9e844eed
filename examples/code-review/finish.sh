#!/bin/sh
# Puts the summary before the merged sections: yardmaster-report.md.
. "${0%/*}/common.sh"
need report-so-far.md
files=$(wc -l <"$work/all.txt" | tr -d ' ')
text=$(wc -l <"$work/text.txt" | tr -d ' ')
lines=$(cat "$work"/parts/folders-*.tsv | awk -F "$tab" '{ sum += $3 } END { print sum + 0 }')
{
  printf '# Code review of %s\n\n' "${source##*/}"
  echo "$files files, $text of them text, with $lines lines."
  echo
  cat "$work/report-so-far.md"
} >"$work/.report"
mv -- "$work/.report" "$work/yardmaster-report.md"
echo "$files files, $text of them text, with $lines lines"
echo "report: $work/yardmaster-report.md"
