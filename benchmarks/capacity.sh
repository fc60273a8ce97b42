#!/usr/bin/env bash
# Finds how many people with the old client may join per second, and what three times as many do for
# half a minute; writes the section "Joins per second" of docs/benchmarks.md. Takes five minutes on a
# machine that is otherwise quiet. Needs Linux with two processors, a JDK 25 and Maven.
#
# Options: --from RATE           the first rate, joins a second (1)
#          --supabase-js VERSION 2.119.1, which asks reads again, or 2.81.1 (2.119.1)
#          --serve OPTION        a further option of the server, such as --manage-publication
set -euo pipefail
cd "$(dirname "$0")/.."

missing() { echo "benchmarks/capacity.sh: $1 is missing; on Debian: apt-get install $2" >&2; exit 2; }
command -v taskset >/dev/null || missing taskset util-linux
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
"$java" -version 2>&1 | grep -q '"25' || { echo "benchmarks/capacity.sh: $java is no JDK 25; set JAVA_HOME" >&2; exit 2; }

./eventlive --version >&2 # builds what is missing
exec "$java" --enable-native-access=ALL-UNNAMED -cp 'target/eventlive.jar:target/lib/*' benchmarks/Capacity.java "$@"
