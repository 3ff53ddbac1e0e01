# Lull's durable job, sent to the standard input of `sh -s` here or on a host. POSIX sh; beside it sed, wc, tail, head, find,
# mkfifo and setsid (or perl). Standard input stays open while somebody watches; its end means that nobody does any more.
#
# A job is a directory: `boot` (the boot it was started in), `pid` (number and birth of its first process), `out`, `rc`, and
# `life`, a FIFO which that process holds open: whoever reads from it learns at once that it has ended, however it ended.
# Making the directory is the one atomic act that decides whether a job was started; it is never made twice.
#
# To start a program takes longer than a short job itself: what the shell can do alone, it does alone. All names begin with
# lull_, because the job's own variables are set in the same shell.

# Prints which boot this is.
lull_boot_id='cat /proc/sys/kernel/random/boot_id 2>/dev/null || sysctl -n kern.boottime 2>/dev/null || who -b'

# Sets lull_born to when process $1 was born, so that a number used again is not taken for ours; to nothing when it is gone.
# One that is dead and that nobody has collected (containers whose first process does not) counts as gone.
lull_read_born() {
  lull_born=
  if [ -r /proc/self/stat ]; then
    { IFS= read -r lull_stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    # Behind the program's name, which may hold anything, stand its state and numbers.
    set -- ${lull_stat##*) }
    case $1 in
      Z | X) ;;
      *) lull_born=${20-} ;;
    esac
  else
    lull_born=$(ps -o lstart= -p "$1" 2>/dev/null)
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

# Starts "$@" as a job in $lull_dir, in a session of its own: it lives on when we, our connection or our terminal go. That there
# is a record is on disk before it begins. We hold `life` open until its first process does, so that nobody finds it closed.
lull_launch() {
  lull_wrapper='
    lull_dir=$1; lull_base=$2; lull_boot_id=$3; shift 3
    eval "$lull_boot_id" >"$lull_dir/boot" &
    [ -z "$lull_base" ] || sync -- "$lull_dir" "$lull_base" 2>/dev/null || sync
    wait
    lull_word() { shift 19; lull_born=$1; }
    if [ -r /proc/self/stat ]; then
      IFS= read -r lull_stat <"/proc/$$/stat"
      lull_word ${lull_stat##*) }
    else
      lull_born=$(ps -o lstart= -p $$)
    fi
    printf "%s %s\n" "$$" "$lull_born" >"$lull_dir/pid" && [ -s "$lull_dir/pid" ] || exit 1
    "$@" >"$lull_dir/out" 2>&1 </dev/null 9<&-
    printf "%s\n" "$?" >"$lull_dir/rc"
    exec 9<&-
    rm -f -- "$lull_dir/life"
  '
  if mkfifo "$lull_dir/life" 2>/dev/null; then exec 9<>"$lull_dir/life"; else exec 9</dev/null; fi
  if command -v setsid >/dev/null 2>&1; then
    setsid /bin/sh -c "$lull_wrapper" lull "$lull_dir" "$lull_base" "$lull_boot_id" "$@" </dev/null >/dev/null 2>&1 9<&9 &
  else
    perl -MPOSIX -e 'POSIX::setsid(); exec { $ARGV[0] } @ARGV' \
      /bin/sh -c "$lull_wrapper" lull "$lull_dir" "$lull_base" "$lull_boot_id" "$@" </dev/null >/dev/null 2>&1 9<&9 &
  fi
  exec 9<&-
}

# Sends what the job has printed since the last time: a line with the number of bytes, the bytes, a line end; at most 1 MiB at once.
# Of more than 16 MiB since then only the end is sent.
lull_send() {
  [ -s "$lull_dir/out" ] || return 0
  lull_size=$(wc -c <"$lull_dir/out")
  lull_size=$((lull_size + 0))
  if [ "$((lull_size - lull_sent))" -gt 16777216 ]; then
    echo "lull-skip $((lull_size - lull_sent - 1048576))"
    lull_sent=$((lull_size - 1048576))
  fi
  while [ "$lull_size" -gt "$lull_sent" ]; do
    lull_part=$((lull_size - lull_sent))
    [ "$lull_part" -le 1048576 ] || lull_part=1048576
    echo "lull-out $lull_part"
    if [ "$lull_sent" -eq 0 ]; then
      head -c "$lull_part" "$lull_dir/out"
    else
      tail -c "+$((lull_sent + 1))" "$lull_dir/out" | head -c "$lull_part"
    fi
    echo
    lull_sent=$((lull_sent + lull_part))
  done
}

# True while the job's first process or, when that is gone, anything else of its group lives.
lull_alive() {
  { IFS=' ' read -r lull_pid lull_since <"$lull_dir/pid"; } 2>/dev/null || return 1
  lull_read_born "$lull_pid"
  if [ -n "$lull_born" ]; then
    [ "$lull_born" = "$lull_since" ]
  else
    lull_group "$lull_pid"
  fi
}

# True when the record is of an earlier boot than this one.
lull_is_old() {
  lull_started=$(cat "$lull_dir/boot" 2>/dev/null)
  lull_boot=$(eval "$lull_boot_id")
  [ "$lull_started" != "$lull_boot" ]
}

# One answer about the job in $lull_dir: rc, running, or lost and how.
lull_state() {
  if [ -s "$lull_dir/rc" ]; then
    IFS= read -r lull_code <"$lull_dir/rc"
    lull_send
    echo "lull-rc $lull_code"
  elif lull_is_old; then
    lull_send
    echo "lull-lost reboot"
  elif [ ! -s "$lull_dir/pid" ]; then
    echo "lull-lost unstarted"
  elif lull_alive; then
    lull_send
    echo "lull-running"
  elif [ -s "$lull_dir/rc" ]; then
    lull_state
  elif [ -f "$lull_dir/ended" ]; then
    lull_send
    echo "lull-lost ended"
  else
    lull_send
    echo "lull-lost killed"
  fi
}

# Sends output as it appears until there is something final to say. Its naps are for output, which tells nobody that it is
# there, and for records without `life`; the signal USR1 says that the first process has ended, and ends a nap.
lull_follow() {
  lull_sent=0
  lull_round=0
  lull_nap=
  trap 'lull_told=yes; [ -z "$lull_nap" ] || kill "$lull_nap" 2>/dev/null' USR1
  while
    lull_told=
    [ ! -s "$lull_dir/rc" ]
  do
    if [ -s "$lull_dir/pid" ]; then
      lull_alive || break
    elif [ "$lull_round" -gt 20 ]; then
      break
    fi
    lull_send
    case $lull_round in
      [0-3]) lull_pause=0.05 ;;
      [4-9]) lull_pause=0.1 ;;
      *) lull_pause=0.4 ;;
    esac
    lull_round=$((lull_round + 1))
    sleep "$lull_pause" >/dev/null 2>&1 &
    lull_nap=$!
    if [ -n "$lull_told" ]; then
      kill "$lull_nap" 2>/dev/null
    else
      wait "$lull_nap" 2>/dev/null || [ "$?" -gt 128 ] || sleep 1 # It knows no parts of a second.
    fi
    lull_nap=
  done
  lull_state
}

# Follows the job until there is something final to say; or until nobody listens any more, which "$@" is then told.
lull_watch() {
  exec 3<&0
  trap '' USR1
  lull_follow 3<&- &
  lull_follower=$!
  {
    while IFS= read -r lull_line; do :; done
    "$@"
    kill "$lull_follower" "$$"
  } <&3 >/dev/null 2>&1 &
  lull_listener=$!
  if [ -p "$lull_dir/life" ]; then
    # Both ways first: to open it for reading alone would wait for ever when nobody holds it open any more.
    exec 8<>"$lull_dir/life" 7<"$lull_dir/life" 8<&-
    IFS= read -r lull_line <&7
    kill -s USR1 "$lull_follower" 2>/dev/null
  fi
  wait "$lull_follower"
  kill "$lull_listener" 2>/dev/null
  exit 0
}

# Ends everything of the job: asks, waits five seconds, insists.
lull_kill() {
  { IFS=' ' read -r lull_pid lull_since <"$lull_dir/pid"; } 2>/dev/null || return 0
  lull_alive || return 0
  : >"$lull_dir/ended"
  kill -s TERM -- "-$lull_pid" 2>/dev/null
  lull_round=0
  while lull_group "$lull_pid" && [ "$lull_round" -lt 50 ]; do
    lull_round=$((lull_round + 1))
    sleep 0.1 2>/dev/null || sleep 1
  done
  kill -s KILL -- "-$lull_pid" 2>/dev/null
  return 0
}

# Records of jobs that ended over thirty days ago are of no use to anybody. To look at all of them takes long where there are
# many, so it is done beside the job, and at one in a hundred.
lull_tidy() {
  case $$ in *00) ;; *) return 0 ;; esac
  find "$lull_base" -mindepth 2 -maxdepth 2 -name rc -mtime +30 2>/dev/null </dev/null | while IFS= read -r lull_old; do
    rm -rf -- "${lull_old%/rc}"
  done >/dev/null 2>&1 &
}

# Starts "$@" under $lull_dir unless it was started before. Answers and ends when it certainly was not and cannot be.
lull_begin() {
  umask 077
  [ -d "$lull_base" ] || mkdir -p -- "$lull_base" 2>/dev/null ||
    { echo "lull-no the folder $lull_base for job records cannot be made"; exit 0; }
  lull_tidy
  if [ "$lull_again" = yes ] && [ -d "$lull_dir" ]; then
    lull_sent=0
    case $(lull_state | tail -n 1) in
      "lull-rc 0" | lull-running) ;;
      *) rm -rf -- "$lull_dir" ;;
    esac
  fi
  if [ -d "$lull_dir" ]; then
    :
  elif [ -n "$lull_directory" ] && ! cd -- "$lull_directory" 2>/dev/null; then
    echo "lull-no the directory $lull_directory does not exist or may not be entered"
    exit 0
  elif ! command -v setsid >/dev/null 2>&1 && ! command -v perl >/dev/null 2>&1; then
    echo "lull-no neither setsid nor perl is installed, and one of them is needed to start a command in a session of its own"
    exit 0
  elif mkdir -- "$lull_dir" 2>/dev/null; then
    : >"$lull_dir/boot"
    printf '%s\n' "$@" >"$lull_dir/command"
    lull_launch "$@"
  elif [ ! -d "$lull_dir" ]; then
    echo "lull-no the record $lull_dir cannot be made"
    exit 0
  fi
}

# Starts "$@" once, or finds that it was started before; then follows it.
lull_run() {
  lull_begin "$@"
  lull_watch :
}

# Runs "$@" without leaving anything behind; when nobody watches any more it is ended.
lull_check() {
  umask 077
  [ -z "$lull_directory" ] || cd -- "$lull_directory" 2>/dev/null ||
    { echo "lull-no the directory $lull_directory does not exist or may not be entered"; exit 0; }
  lull_dir=$(mktemp -d) || { echo "lull-no no temporary folder can be made"; exit 0; }
  lull_base=
  trap 'rm -rf -- "$lull_dir"' EXIT
  lull_launch "$@"
  lull_watch lull_leave_check
}

lull_leave_check() {
  lull_kill
  rm -rf -- "$lull_dir"
}

# Says what became of the job.
lull_look() {
  lull_sent=0
  if [ -d "$lull_dir" ]; then lull_state; else echo "lull-none"; fi
  exit 0
}

# Says what becomes of the job: waits until it has ended.
lull_attend() {
  [ -d "$lull_dir" ] || { echo "lull-none"; exit 0; }
  lull_watch :
}

lull_end() {
  lull_sent=0
  if [ -d "$lull_dir" ]; then
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
  if lull_is_old; then lull_rebooted; fi
  lull_watch :
}

# An empty boot id proves nothing: only another one does.
lull_rebooted() {
  lull_sent=0
  if [ ! -d "$lull_dir" ]; then
    echo "lull-none"
  elif lull_is_old && [ -n "$lull_boot" ] && [ -n "$lull_started" ]; then
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
