# Gives the guardian a process group of its own where `setsid` is missing: monitor mode starts each job in one.
# Run as: /bin/sh -c <this text> yardmaster-group <text of guardian.sh> yardmaster-guardian <arguments of guardian.sh...>
# Stays in its parent's group, so it outlives signals a terminal sends there.
trap : HUP INT QUIT TERM
exec 3<&0 </dev/null
set -m
/bin/sh -c "$@" <&3 3<&- &
exec 3<&- >/dev/null
while kill -0 $! 2>/dev/null; do
  wait $!
done
