# shellcheck shell=bash
# Runs every test project, one after the other, and adds up what their result files say.

# A test that hangs ends its project after this time; so does a project as a whole.
TEST_HANG=3m
PROJECT_LIMIT=20m

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

run_tests() {
    local any=$ROOT/tests/VoiceBus.Testing/bin/Release/net10.0/VoiceBus.Testing.dll
    build tests "$ROOT/VoiceBus.slnx" "$any" "$ROOT/src" "$ROOT/tests" "$ROOT/VoiceBus.slnx"
    local results=$STATE/test-results passed=0 failed=0 skipped=0 broken="" project
    rm -rf "$results"
    mkdir -p "$results"
    for project in "$ROOT"/tests/*.Tests/*.csproj; do
        run_project "$project" "$results" "$@"
    done
    # Whoever reads only the end must see what to look for above.
    [ -z "$broken" ] || printf 'failed:\n%s' "$broken"
    local line="$passed passed, $failed failed"
    [ "$skipped" -eq 0 ] || line="$line, $skipped skipped"
    printf '%s\n' "$line"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

# Adds to passed, failed, skipped and broken of its caller.
run_project() {
    local project=$1 results=$2 name status=0 started=$SECONDS
    shift 2
    name=$(basename "$project" .csproj)
    local trx=$results/$name.trx log=$results/$name.log
    timeout --kill-after=30s "$PROJECT_LIMIT" dotnet test "$project" -c Release --no-build -nologo \
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
        broken+=$(printf '%s' "$names" | sed 's/^/  /')$'\n'
    fi
    printf '%-32s %4d passed %4d failed %4d skipped  %4d s\n' "$name" "$ok" "$bad" "$((total - ran))" "$((SECONDS - started))"
    passed=$((passed + ok))
    failed=$((failed + bad))
    skipped=$((skipped + total - ran))
}
