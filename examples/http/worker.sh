#!/bin/sh
# sh worker.sh NAME COMMAND...: runs COMMAND with each task's id as last word; what it prints is the result.
set -eu
at=${YARDMASTER_URL:-http://127.0.0.1:7420}/v1/workspaces/default name=$1 headers=$(mktemp)
shift
trap 'rm -f "$headers"' EXIT # secrets reach curl in this file: the words of a command can be seen by others
[ -z "${YARDMASTER_TOKEN:-}" ] || echo "Authorization: Bearer $YARDMASTER_TOKEN" >"$headers"
unset YARDMASTER_TOKEN
call() { curl -sS --fail --max-time 60 -H @"$headers" --data-binary "$2" "$at$1"; }
field() { sed -n "s/.*$1\"\\([^\"]*\\)\".*/\\1/p"; }

joined=$(call /agents "{\"profile\":{\"id\":\"$name\",\"capabilities\":[\"shell\"]}}")
echo "Yardmaster-Agent: $(echo "$joined" | field '"handle":')" >>"$headers"
while work=$(call "/agents/$name/claim?wait=30s" ''); do
  task=$(printf %s "$work" | field '"task":{"id":') epoch=$(printf %s "$work" | field '"epoch":')
  [ -n "$task" ] || continue
  if out=$("$@" "$task" 2>&1); then end=complete text='"result":{"text":' close='}'; else end=fail text='"failure":{"type":"exit-code","message":' close='}'; fi
  json=$(printf %s "$out" | tr '\t' ' ' | tr -d '\000-\011\013-\037' | sed 's/\\/\\\\/g; s/"/\\"/g; s/$/\\n/' | tr -d '\n')
  printf '{"epoch":"%s",%s"%s"%s}' "$epoch" "$text" "$json" "$close" | call "/tasks/$(echo "$task" | sed 's,/,%2F,g')/$end" @- >/dev/null
done
