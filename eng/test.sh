# shellcheck shell=bash
# Runs the format check and every test project, some at a time, and adds up what their result files say.

# A test that hangs ends its project after this time; so does a project as a whole.
TEST_HANG=3m
PROJECT_LIMIT=25m
# Many tests wait for timers, sockets and processes: two lanes use what one would leave idle.
LANES=${VOICEBUS_TEST_LANES:-2}
# Those that take longest begin first; all others follow by name.
LONGEST=(format VoiceBus.EndToEnd.Tests VoiceBus.Cluster.Tests VoiceBus.Providers.Tests VoiceBus.RabbitMq.Tests)

# failed_tests <result file> <log>: the names of the tests that failed, one a line.
failed_tests() {
    local names=""
    if [ -f "$1" ]; then
        names=$(grep -oE '<UnitTestResult [^>]*' "$1" | grep ' outcome="Failed"' | grep -oE ' testName="[^"]*"' | cut -d'"' -f2 \
            | sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g') || true
    fi
    if [ -z "$names" ]; then
        names=$(grep -aE '\[FAIL\]$' "$2" | sed -E 's/^(\[[^]]*\])?[[:space:]]*//; s/ \[FAIL\]$//') || true
    fi
    [ -z "$names" ] || printf '%s\n' "$names" | sort -u
}

# counter <file> <name>: a number of the result file's summary.
counter() { grep -oE "<Counters [^>]*" "$1" | head -n 1 | grep -oE " $2=\"[0-9]+\"" | grep -oE '[0-9]+' || echo 0; }

# What is to be run, the longest first: "format" and the names of the test projects.
work_list() {
    local project name first=" ${LONGEST[*]} "
    printf '%s\n' "${LONGEST[@]}"
    for project in "$ROOT"/tests/*.Tests/*.csproj; do
        name=$(basename "$project" .csproj)
        [[ $first == *" $name "* ]] || printf '%s\n' "$name"
    done
}

run_tests() {
    local any=$ROOT/tests/VoiceBus.Testing/bin/Release/net10.0/VoiceBus.Testing.dll started=$SECONDS
    # The just-in-time compiler works for hours to come; the compiler, the tests and their nodes live for seconds. A fifth less to do.
    export DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0 DOTNET_gcConcurrent=0
    build tests "$ROOT/VoiceBus.slnx" "$any" "$ROOT/src" "$ROOT/tests" "$ROOT/tools" "$ROOT/samples" "$ROOT/VoiceBus.slnx"
    local results=$STATE/test-results lane work
    export DOTNET_TC_CallCounting=0
    rm -rf "$results"
    mkdir -p "$results"
    # One descriptor that all lanes read from: each takes the next line.
    exec {work}< <(work_list)
    for ((lane = 0; lane < LANES; lane++)); do run_lane "$work" "$results" "$@" & done
    # shellcheck disable=SC2064
    trap "kill $(jobs -p | tr '\n' ' ') 2>/dev/null" INT TERM
    wait
    summarize "$results" "$((SECONDS - started))"
}

# Takes one piece of work after the other; a signal reaches the one that runs.
run_lane() {
    local work=$1 results=$2 name child
    shift 2
    trap 'kill "$child" 2>/dev/null; exit 143' INT TERM
    while IFS= read -r -u "$work" name; do
        if [ "$name" = format ]; then check_format "$results" & else run_project "$name" "$results" "$@" & fi
        child=$!
        wait "$child" || true
    done
}

# report <results> <name> <passed> <failed> <skipped> <seconds>: for people at once, for the sum in a file.
report() {
    printf '%-32s %4d passed %4d failed %4d skipped  %4d s\n' "$2" "$3" "$4" "$5" "$6"
    printf '%d %d %d\n' "$3" "$4" "$5" >"$1/$2.counts"
}

check_format() {
    local results=$1 log=$1/format.log started=$SECONDS failed=0 part
    # The third part, the analyzers, has just been run by the build, where a warning is an error: to run them again is half of the time.
    for part in whitespace style; do
        dotnet format "$part" "$ROOT/VoiceBus.slnx" --verify-no-changes --no-restore >>"$log" 2>&1 || failed=1
    done
    if [ "$failed" -ne 0 ]; then
        without_addresses <"$log"
        echo "dotnet format would change files (dotnet format VoiceBus.slnx mends it)" >"$results/format.broken"
    fi
    report "$results" format "$((1 - failed))" "$failed" 0 "$((SECONDS - started))"
}

run_project() {
    local name=$1 results=$2 status=0 started=$SECONDS
    shift 2
    local trx=$results/$name.trx log=$results/$name.log
    timeout --kill-after=30s "$PROJECT_LIMIT" dotnet test "$ROOT/tests/$name/$name.csproj" -c Release --no-build -nologo \
        --logger "trx;LogFileName=$trx" --results-directory "$results" \
        --blame-hang-timeout "$TEST_HANG" --blame-hang-dump-type none "$@" >"$log" 2>&1 </dev/null || status=$?

    local ok=0 bad=0 total=0 ran=0
    if [ -f "$trx" ]; then
        ok=$(counter "$trx" passed)
        bad=$(($(counter "$trx" failed) + $(counter "$trx" error) + $(counter "$trx" timeout) + $(counter "$trx" aborted)))
        total=$(counter "$trx" total)
        ran=$(counter "$trx" executed)
    fi
    # A crash, a hang or a missing result is a failure even when no test says so.
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
    if [ "$bad" -gt 0 ]; then
        cat "$log"
        local names
        names=$(failed_tests "$trx" "$log")
        # Nobody is to blame by name when the run itself broke off.
        if [ -z "$names" ] || [ "$status" -ge 124 ]; then names="${names:+$names$'\n'}$name ended with status $status"; fi
        printf '%s\n' "$names" >"$results/$name.broken"
    fi
    report "$results" "$name" "$ok" "$bad" "$((total - ran))" "$((SECONDS - started))"
}

# summarize <results> <seconds>: the last lines. Fails when anything failed, or when a piece of work left no count.
summarize() {
    local results=$1 name passed=0 failed=0 skipped=0 ok bad left
    while IFS= read -r name; do
        if [ ! -f "$results/$name.counts" ]; then
            echo "$name did not finish" >"$results/$name.broken"
            failed=$((failed + 1))
            continue
        fi
        read -r ok bad left <"$results/$name.counts"
        passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
    done < <(work_list)
    say "tests took $2 s, the build included"
    # Whoever reads only the end must see what to look for above.
    if compgen -G "$results/*.broken" >/dev/null; then
        echo 'failed:'
        cat "$results"/*.broken | sed 's/^/  /'
    fi
    local line="$passed passed, $failed failed"
    [ "$skipped" -eq 0 ] || line="$line, $skipped skipped"
    printf '%s\n' "$line"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
