# shellcheck shell=bash
# Shared by all commands: messages, and an environment in which dotnet and npm work even with an empty or missing HOME.

say() { printf 'voicebus: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Tools print the addresses they fetch from; nobody needs them in a log.
without_addresses() { sed -uE 's#https?://[^][[:space:]"'"'"'()<>,;]+#(address left out)#g; s#\(([a-z0-9-]+\.)+[a-z]+:[0-9]+\)#(address left out)#g'; }

have() { command -v "$1" >/dev/null 2>&1; }

STATE=$ROOT/artifacts
MODELS=${VOICEBUS_MODELS:-$ROOT/models}

if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ] || [ ! -w "$HOME" ]; then
    export HOME=$STATE/home
    mkdir -p "$HOME"
fi
export DOTNET_CLI_HOME=${DOTNET_CLI_HOME:-$HOME}
export NUGET_PACKAGES=${NUGET_PACKAGES:-$HOME/.nuget/packages}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true DOTNET_CLI_USE_MSBUILD_SERVER=0
export MSBUILDDISABLENODEREUSE=1
export VOICEBUS_MODELS=$MODELS
