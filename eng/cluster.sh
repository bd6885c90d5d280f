# shellcheck shell=bash
# A whole cluster on this machine's loopback, for trying it: a broker of its own, gateways, workers. Ctrl-C ends all of it.

CLUSTER=$STATE/cluster
NODES=()
BROKER=()

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 30000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}

# http_status <port> <path>: the status code of a GET, or nothing.
http_status() {
    local line
    { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 0
    printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$2" >&3
    IFS= read -r -t 5 line <&3 || true
    exec 3<&- 3>&-
    echo "$line" | cut -d' ' -f2
}

# Broker and nodes have sessions of their own: Ctrl-C reaches this script alone, which ends them in order, the nodes first.
start_broker() {
    local port=$1 names=$2 distribution=$3 home=$CLUSTER/broker
    mkdir -p "$home"
    (
        umask 077
        printf 'listeners.tcp.1 = 127.0.0.1:%s\ndefault_user = %s\ndefault_pass = %s\n' "$port" "$VOICEBUS_BUS_USER" "$VOICEBUS_BUS_PASSWORD" >"$home/rabbitmq.conf"
        printf '[].\n' >"$home/enabled_plugins"
    )
    setsid epmd -address 127.0.0.1 -port "$names" >"$home/epmd.log" 2>&1 &
    BROKER+=($!)
    HOME=$home ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$names RABBITMQ_NODENAME="voicebus$port@localhost" \
        RABBITMQ_DIST_PORT=$distribution RABBITMQ_MNESIA_BASE=$home/data RABBITMQ_LOG_BASE=$home/log \
        RABBITMQ_ENABLED_PLUGINS_FILE=$home/enabled_plugins RABBITMQ_CONFIG_FILE=$home/rabbitmq.conf \
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none' \
        setsid /usr/lib/rabbitmq/bin/rabbitmq-server >"$home/broker.log" 2>&1 &
    BROKER+=($!)
    local tries
    for tries in $(seq 1 300); do
        if grep -q 'completed with' "$home/broker.log"; then return 0; fi
        kill -0 "${BROKER[1]}" 2>/dev/null || die "the broker did not start (why: $home/broker.log)"
        sleep 0.2
    done
    die "the broker did not start within $((tries / 5)) s (why: $home/broker.log)"
}

# start_node <name> <role> [urls]
start_node() {
    local name=$1 role=$2 server=$ROOT/src/VoiceBus.Server
    shift 2
    mkdir -p "$CLUSTER/$name"
    VOICEBUS_DATA=$CLUSTER/$name ASPNETCORE_CONTENTROOT=$server \
        setsid dotnet "$server/bin/Release/net10.0/VoiceBus.Server.dll" --role "$role" "$@" > >(sed -u "s/^/$name  /") 2>&1 &
    NODES+=($!)
}

# The second Ctrl-C.
kill_cluster() {
    local leader
    trap '' INT TERM HUP
    say "ending the cluster at once" || true
    disown -a # They need no obituary.
    for leader in "${NODES[@]}" "${BROKER[@]}"; do kill -KILL -- "-$leader" 2>/dev/null || true; done
    rm -rf "$CLUSTER"
    exit 130
}

stop_cluster() {
    trap - EXIT
    trap kill_cluster INT TERM HUP
    # Where the terminal is gone too, nobody hears it.
    say "ending the cluster when its turns are over; Ctrl-C once more ends it at once" || true
    [ ${#NODES[@]} -eq 0 ] || kill -TERM "${NODES[@]}" 2>/dev/null || true
    [ ${#NODES[@]} -eq 0 ] || wait "${NODES[@]}" 2>/dev/null || true
    [ ${#BROKER[@]} -eq 0 ] || kill -TERM "${BROKER[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$CLUSTER"
}

# run_cluster [gateways] [workers]
run_cluster() {
    local gateways=${1:-2} workers=${2:-3} first=${VOICEBUS_CLUSTER_PORT:-8000} port i
    local server=$ROOT/src/VoiceBus.Server
    build server "$server/VoiceBus.Server.csproj" "$server/bin/Release/net10.0/VoiceBus.Server.dll" "$ROOT/src"
    rm -rf "$CLUSTER"
    # Not in the handler itself, where a second signal would have to wait.
    trap 'exit 0' INT TERM HUP
    trap stop_cluster EXIT
    unset VOICEBUS_URLS # Every node listens on a port of its own.
    port=$(free_port)
    export VOICEBUS_BUS_URL=amqp://127.0.0.1:$port/ VOICEBUS_BUS_USER=voicebus
    VOICEBUS_BUS_PASSWORD=$(head -c 18 /dev/urandom | base64 | tr -d '+/=')
    export VOICEBUS_BUS_PASSWORD
    say "starting a broker on 127.0.0.1:$port"
    start_broker "$port" "$(free_port)" "$(free_port)"
    for i in $(seq 1 "$workers"); do start_node "worker-$i" worker; done
    for i in $(seq 1 "$gateways"); do start_node "gateway-$i" gateway --urls "http://127.0.0.1:$((first + i - 1))"; done
    for i in $(seq 1 "$gateways"); do
        until [ "$(http_status $((first + i - 1)) /health/ready)" = 200 ]; do
            kill -0 "${NODES[@]}" 2>/dev/null || die "a node has ended"
            sleep 0.3
        done
    done
    say "the cluster is ready: $gateways gateways from http://127.0.0.1:$first on, $workers workers; Ctrl-C ends it"
    wait "${NODES[@]}"
}
