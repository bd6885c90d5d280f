# shellcheck shell=bash
# Builds only when a source changed since the last build, so that a second start needs neither network nor compiler.

require_sdk() {
    have dotnet || die "the .NET SDK 10 is not installed (no dotnet on the PATH)"
    dotnet --list-sdks | grep -E '^10\.' >/dev/null || die "the .NET SDK 10 is not installed; there is: $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')"
}

# Path, size and time of every source under the given places, as one hash.
sources() {
    find "$@" "$ROOT"/global.json "$ROOT"/Directory.* "$ROOT"/BannedSymbols.txt "$ROOT"/.editorconfig \
        \( -name bin -o -name obj -o -name TestResults \) -prune -o -type f -printf '%p %s %T@\n' | sort | sha256sum
}

# build <label> <project or solution> <file it makes> <place>...
build() {
    local label=$1 target=$2 product=$3 stamp=$STATE/built-$1 now
    shift 3
    now=$(sources "$@")
    if [ -f "$product" ] && [ -f "$stamp" ] && [ "$now" = "$(cat "$stamp")" ]; then return 0; fi
    require_sdk
    say "building $label"
    mkdir -p "$STATE"
    # One warm compiler for all projects, whatever the machine's own setting: without it a build takes three times as long.
    export UseSharedCompilation=true
    if ! dotnet build "$target" -c Release -v quiet -nologo -clp:"NoSummary;ErrorsOnly" 2>&1 | without_addresses >&2; then
        die "the build of $label failed"
    fi
    echo "$now" >"$stamp"
}

run_server() {
    local server=$ROOT/src/VoiceBus.Server
    build server "$server/VoiceBus.Server.csproj" "$server/bin/Release/net10.0/VoiceBus.Server.dll" "$ROOT/src"
    # wwwroot and appsettings.json lie beside the project.
    export ASPNETCORE_CONTENTROOT=${ASPNETCORE_CONTENTROOT:-$server}
    exec dotnet "$server/bin/Release/net10.0/VoiceBus.Server.dll" "$@"
}

run_device() {
    local device=$ROOT/src/VoiceBus.Device
    build device "$device/VoiceBus.Device.csproj" "$device/bin/Release/net10.0/voicebus-device.dll" "$ROOT/src"
    exec dotnet "$device/bin/Release/net10.0/voicebus-device.dll" "$@"
}

run_chaos() {
    local chaos=$ROOT/tools/VoiceBus.Chaos
    build chaos "$chaos/VoiceBus.Chaos.csproj" "$chaos/bin/Release/net10.0/VoiceBus.Chaos.dll" "$ROOT/src" "$ROOT/tests" "$ROOT/tools"
    exec dotnet "$chaos/bin/Release/net10.0/VoiceBus.Chaos.dll" "$@"
}
