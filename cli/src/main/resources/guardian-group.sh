# Gives the guardian a process group of its own where `setsid` is missing: monitor mode starts each job in one.
# Run as: <shell> -c <this text> yardmaster-group <text of guardian.sh> yardmaster-guardian <arguments of guardian.sh...>
# Stays in its parent's group, so it outlives signals a terminal sends there.
trap : HUP INT QUIT TERM
exec 3<&0 </dev/null
set -m
/bin/sh -c "$@" <&3 3<&- &
# Without monitor mode `wait` returns for an end only, not for a stop.
set +m
exec 3<&- >/dev/null 2>&1
while kill -0 $!; do
  wait $!
done
