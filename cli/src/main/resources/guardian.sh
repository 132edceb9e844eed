# The guardian of one attempt: leads the attempt's process group and kills it when its parent dies.
# Run as: /bin/sh -c <this text> yardmaster-guardian <file for stdout> <file for stderr> <command> [argument...]
# stdin is the control pipe (lines "start" and "term"; end-of-file means: kill the group),
# stdout the status pipe ("refused <why>", "ready <group>", "exit <code>").
# It uses shell builtins only, and variables no environment is likely to export (they would reach the command).
trap : HUP INT QUIT TERM USR1 USR2 ALRM PIPE
exec 3<&0 4>&1 </dev/null

yardmaster_guardian_group=
yardmaster_guardian_third() {
  yardmaster_guardian_group=$3
}
if [ -r "/proc/$$/stat" ] && read -r yardmaster_guardian_line <"/proc/$$/stat"; then
  # The name in parentheses may hold blanks; state, parent and group come after the last ")".
  yardmaster_guardian_third ${yardmaster_guardian_line##*) }
else
  yardmaster_guardian_group=$(ps -o pgid= -p $$)
  yardmaster_guardian_group=$((yardmaster_guardian_group))
fi
if [ "$yardmaster_guardian_group" != "$$" ]; then
  echo "refused process $$ is in group $yardmaster_guardian_group, not in one of its own" >&4
  exit 125
fi

# Appending, so that the parent may cut a file that something else still writes to.
exec 5>>"$1" 6>>"$2" || exit 125
shift 2
echo "ready $$" >&4
# Nothing runs before the parent has recorded the group; a parent that died meanwhile never says "start".
read -r yardmaster_guardian_line <&3 || exit 0
[ "$yardmaster_guardian_line" = start ] || exit 0

(
  # Ignored, not caught: a caught signal would end `read` early and pass for the parent's death.
  trap '' HUP INT QUIT TERM USR1 USR2 ALRM PIPE
  exec >/dev/null 2>&1 4>&- 5>&- 6>&-
  while read -r yardmaster_guardian_line <&3; do
    case $yardmaster_guardian_line in
      term) kill -TERM 0 ;;
    esac
  done
  kill -KILL 0
) &

# `exec` never takes the first word for a builtin, and in the foreground SIGINT keeps its default action.
(exec "$@" >&5 2>&6 3<&- 4>&- 5>&- 6>&-)
echo "exit $?" >&4
# Whatever the command left behind goes with the group, the guardian included.
kill -KILL 0
