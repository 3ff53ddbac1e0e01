# Lull's durable job, sent to the standard input of `sh -s` here or on a host. POSIX sh; beside it sed, cut, wc, tail, head,
# find and setsid (or perl). Standard input stays open while somebody watches; its end means that nobody does any more.
#
# A job is a directory: `boot` (the boot it was started in), `pid` (number and birth of its first process), `out`, `rc`.
# Making the directory is the one atomic act that decides whether a job was started; it is never made twice.

lull_boot() {
  cat /proc/sys/kernel/random/boot_id 2>/dev/null || sysctl -n kern.boottime 2>/dev/null || who -b
}

# When process $1 was born, so that a number used again is not taken for ours; empty when it is gone. One that is dead and
# that nobody has collected (containers whose first process does not) counts as gone.
lull_born() {
  if [ -r /proc/self/stat ]; then
    sed -n 's/^.*) \([^ZX] .*\)$/\1/p' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20
  else
    ps -o lstart= -p "$1" 2>/dev/null
  fi
}

# True while anything of the process group $1 lives.
lull_group() {
  if [ -r /proc/self/stat ]; then
    cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^.*) //' | grep -q "^[^ZX] [0-9]* $1 "
  else
    kill -s 0 -- "-$1" 2>/dev/null
  fi
}

# Starts "$@" as a job in $dir, in a session of its own: it lives on when we, our connection or our terminal go.
lull_launch() {
  wrapper='
    dir=$1; shift
    if [ -r /proc/self/stat ]; then born=$(sed "s/^.*) //" "/proc/$$/stat" | cut -d" " -f20); else born=$(ps -o lstart= -p $$); fi
    printf "%s %s\n" "$$" "$born" >"$dir/pid.new" && mv "$dir/pid.new" "$dir/pid" || exit 1
    "$@" >"$dir/out" 2>&1 </dev/null
    printf "%s\n" "$?" >"$dir/rc.new" && mv "$dir/rc.new" "$dir/rc"
  '
  if command -v setsid >/dev/null 2>&1; then
    setsid /bin/sh -c "$wrapper" lull "$dir" "$@" </dev/null >/dev/null 2>&1 &
  else
    perl -MPOSIX -e 'POSIX::setsid(); exec { $ARGV[0] } @ARGV' /bin/sh -c "$wrapper" lull "$dir" "$@" </dev/null >/dev/null 2>&1 &
  fi
}

# Sends what the job has printed since the last time: a line with the number of bytes, the bytes, a line end.
lull_send() {
  [ -f "$dir/out" ] || return 0
  size=$(wc -c <"$dir/out")
  size=$((size + 0))
  if [ "$((size - sent))" -gt 1048576 ]; then
    echo "lull-skip $((size - sent - 65536))"
    sent=$((size - 65536))
  fi
  if [ "$size" -gt "$sent" ]; then
    echo "lull-out $((size - sent))"
    tail -c "+$((sent + 1))" "$dir/out" | head -c "$((size - sent))"
    echo
    sent=$size
  fi
}

# True while the job's first process or, when that is gone, anything else of its group lives.
lull_alive() {
  read -r pid born <"$dir/pid" 2>/dev/null || return 1
  now=$(lull_born "$pid")
  if [ -n "$now" ]; then
    [ "$now" = "$born" ]
  else
    lull_group "$pid"
  fi
}

# One answer about the job in $dir: rc, running, or lost and how.
lull_state() {
  if [ -f "$dir/rc" ]; then
    lull_send
    echo "lull-rc $(cat "$dir/rc")"
  elif [ "$(cat "$dir/boot" 2>/dev/null)" != "$(lull_boot)" ]; then
    lull_send
    echo "lull-lost reboot"
  elif [ ! -f "$dir/pid" ]; then
    echo "lull-lost unstarted"
  elif lull_alive; then
    lull_send
    echo "lull-running"
  elif [ -f "$dir/rc" ]; then
    lull_state
  elif [ -f "$dir/ended" ]; then
    lull_send
    echo "lull-lost ended"
  else
    lull_send
    echo "lull-lost killed"
  fi
}

# Sends output as it appears until there is something final to say.
lull_follow() {
  sent=0
  round=0
  while [ ! -f "$dir/rc" ]; do
    if [ -f "$dir/pid" ]; then
      lull_alive || break
    elif [ "$round" -gt 20 ]; then
      break
    fi
    lull_send
    case $round in
      [0-3]) nap=0.05 ;;
      [4-9]) nap=0.1 ;;
      *) nap=0.4 ;;
    esac
    round=$((round + 1))
    sleep "$nap" 2>/dev/null || sleep 1
  done
  lull_state
}

# Ends everything of the job: asks, waits five seconds, insists.
lull_kill() {
  read -r pid born <"$dir/pid" 2>/dev/null || return 0
  lull_alive || return 0
  : >"$dir/ended"
  kill -s TERM -- "-$pid" 2>/dev/null
  round=0
  while lull_group "$pid" && [ "$round" -lt 50 ]; do
    round=$((round + 1))
    sleep 0.1 2>/dev/null || sleep 1
  done
  kill -s KILL -- "-$pid" 2>/dev/null
  return 0
}

# Records of jobs that ended over thirty days ago are of no use to anybody.
lull_tidy() {
  find "$base" -mindepth 2 -maxdepth 2 -name rc -mtime +30 2>/dev/null | while IFS= read -r old; do
    rm -rf -- "${old%/rc}"
  done
}

# Starts "$@" under $dir unless it was started before. Answers and ends when it certainly was not and cannot be.
lull_begin() {
  umask 077
  mkdir -p -- "$base" 2>/dev/null || { echo "lull-no the folder $base for job records cannot be made"; exit 0; }
  lull_tidy
  if [ "$again" = yes ] && [ -d "$dir" ]; then
    sent=0
    case $(lull_state | tail -n 1) in
      "lull-rc 0" | lull-running) ;;
      *) rm -rf -- "$dir" ;;
    esac
  fi
  if [ -d "$dir" ]; then
    :
  elif [ -n "$directory" ] && ! cd -- "$directory" 2>/dev/null; then
    echo "lull-no the directory $directory does not exist or may not be entered"
    exit 0
  elif ! command -v setsid >/dev/null 2>&1 && ! command -v perl >/dev/null 2>&1; then
    echo "lull-no neither setsid nor perl is installed, and one of them is needed to start a command in a session of its own"
    exit 0
  elif mkdir -- "$dir" 2>/dev/null; then
    lull_boot >"$dir/boot"
    printf '%s\n' "$@" >"$dir/command"
    sync -- "$dir" "$base" 2>/dev/null || sync
    lull_launch "$@"
  elif [ ! -d "$dir" ]; then
    echo "lull-no the record $dir cannot be made"
    exit 0
  fi
}

# Starts "$@" once, or finds that it was started before; then follows it.
lull_run() {
  lull_begin "$@"
  exec 3<&0
  { cat >/dev/null; kill "$$"; } <&3 >/dev/null 2>&1 &
  watcher=$!
  lull_follow
  kill "$watcher" 2>/dev/null
  exit 0
}

# Runs "$@" without leaving anything behind; when nobody watches any more it is ended.
lull_check() {
  umask 077
  [ -z "$directory" ] || cd -- "$directory" 2>/dev/null || { echo "lull-no the directory $directory does not exist or may not be entered"; exit 0; }
  dir=$(mktemp -d) || { echo "lull-no no temporary folder can be made"; exit 0; }
  lull_boot >"$dir/boot"
  lull_launch "$@"
  exec 3<&0
  { cat >/dev/null; lull_kill; rm -rf -- "$dir"; kill "$$"; } <&3 >/dev/null 2>&1 &
  watcher=$!
  lull_follow
  kill "$watcher" 2>/dev/null
  rm -rf -- "$dir"
  exit 0
}

lull_look() {
  sent=0
  if [ -d "$dir" ]; then lull_state; else echo "lull-none"; fi
  exit 0
}

lull_end() {
  sent=0
  if [ -d "$dir" ]; then
    lull_kill
    lull_state
  else
    echo "lull-none"
  fi
  exit 0
}

# Starts "$@", which restarts the machine, once; waits until that command has ended or the connection is gone.
lull_reboot() {
  lull_begin "$@"
  [ "$(cat "$dir/boot")" = "$(lull_boot)" ] || lull_rebooted
  exec 3<&0
  { cat >/dev/null; kill "$$"; } <&3 >/dev/null 2>&1 &
  watcher=$!
  lull_follow
  kill "$watcher" 2>/dev/null
  exit 0
}

# An empty boot id proves nothing: only another one does.
lull_rebooted() {
  sent=0
  now=$(lull_boot)
  if [ ! -d "$dir" ]; then
    echo "lull-none"
  elif [ -n "$now" ] && [ -s "$dir/boot" ] && [ "$(cat "$dir/boot")" != "$now" ]; then
    if command -v systemctl >/dev/null 2>&1; then
      echo "lull-rebooted $(systemctl is-system-running --wait 2>/dev/null)"
    else
      echo "lull-rebooted"
    fi
  else
    lull_state
  fi
  exit 0
}
