#!/usr/bin/env bash
# Replays the incident and writes the section "The incident" of docs/benchmarks.md: the old client's
# crowd within a minute, evenly and doors-open, with shared answers off and on. Takes ten minutes on
# a machine that is otherwise quiet. Needs Linux with two processors, a JDK 25 and Maven.
#
# Options: --attendees N (400)   --over TIME (60s)   --stay TIME (60s)
#          --shapes even,doors-open   --sharing off,on
#          --off NAME=VALUE     a variable of the server that switches sharing off; may be repeated
#          --profile DIR        keeps a flight recording, the costliest statements and result.json
set -euo pipefail
cd "$(dirname "$0")/.."

missing() { echo "benchmarks/incident.sh: $1 is missing; on Debian: apt-get install $2" >&2; exit 2; }
command -v taskset >/dev/null || missing taskset util-linux
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
"$java" -version 2>&1 | grep -q '"25' || { echo "benchmarks/incident.sh: $java is no JDK 25; set JAVA_HOME" >&2; exit 2; }

./eventlive --version >&2 # builds what is missing
exec "$java" --enable-native-access=ALL-UNNAMED -cp 'target/eventlive.jar:target/lib/*' benchmarks/Incident.java "$@"
