package io.minos.node.config;

import io.minos.node.config.Flag.Use;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** etcd 3.4's flags, all of them (etcdmain/config.go, help.go), and what becomes of each here. */
final class Flags {
    private static final String MEMBER = "Member";
    private static final String CLUSTERING = "Clustering";
    private static final String SECURITY = "Security";
    private static final String AUTH = "Auth";
    private static final String MONITORING = "Monitoring and logging";
    private static final String NOT_SHOWN = "";
    private static final Flags ALL = new Flags();

    private final Map<String, Flag> byName = new LinkedHashMap<>();

    static Collection<Flag> all() {
        return ALL.byName.values();
    }

    static Optional<Flag> named(String name) {
        return Optional.ofNullable(ALL.byName.get(name));
    }

    private Flags() {
        member();
        clustering();
        security();
        auth();
        monitoring();
        withoutMeaningHere();
        notSupportedYet();
    }

    private void member() {
        used("name", Kind.TEXT, "default", MEMBER, "Human-readable name for this member.");
        used("data-dir", Kind.TEXT, "", MEMBER, "Path to the data directory (default '${name}.etcd').");
        used("wal-dir", Kind.TEXT, "", MEMBER, "Path to the dedicated wal directory.");
        used("snapshot-count", Kind.UINT64, "100000", MEMBER, "Number of committed transactions to trigger a snapshot to disk.");
        used("heartbeat-interval", Kind.UINT32, "100", MEMBER, "Time (in milliseconds) of a heartbeat interval.");
        used("election-timeout", Kind.UINT32, "1000", MEMBER, "Time (in milliseconds) for an election to timeout.");
        used("listen-peer-urls", Kind.URLS, "http://localhost:2380", MEMBER, "List of URLs to listen on for peer traffic.");
        used("listen-client-urls", Kind.URLS, "http://localhost:2379", MEMBER, "List of URLs to listen on for client traffic.");
        used("quota-backend-bytes", Kind.INT64, "0", MEMBER, "Raise alarms when the data exceeds the given quota (0: 2 GiB, negative: none).");
        used("max-txn-ops", Kind.UINT32, "128", MEMBER, "Maximum number of operations permitted in a transaction.");
        used("max-request-bytes", Kind.UINT32, "1572864", MEMBER, "Maximum client request size in bytes the server will accept.");
        used("max-concurrent-streams", Kind.UINT32, "10000", MEMBER, "Maximum concurrent streams that each connection of a client can open at a time.");
        used("grpc-keepalive-min-time", Kind.DURATION, "5s", MEMBER, "A client that pings more often than this, time and again, is sent away.");
        used("grpc-keepalive-interval", Kind.DURATION, "2h", MEMBER, "A client that is quiet for this long is asked whether it is still there.");
        used("grpc-keepalive-timeout", Kind.DURATION, "20s", MEMBER, "A client that does not answer that within this time is given up.");
        used("experimental-watch-progress-notify-interval", Kind.DURATION, "10m", MEMBER, "Duration of periodic watch progress notifications.");
        used("experimental-initial-corrupt-check", Kind.BOOL, "false", MEMBER, "Before serving, compare this member's keys with the other members'; do not start if they differ.");
        used("experimental-corrupt-check-time", Kind.DURATION, "0s", MEMBER, "How often the leader compares all members' keys, and raises the CORRUPT alarm if they differ (0: never).");
        used("config-file", Kind.TEXT, "", MEMBER, "Path to a YAML file of these same settings. If given, other flags and environment variables are ignored.");
    }

    private void clustering() {
        used("initial-advertise-peer-urls", Kind.URLS, "http://localhost:2380", CLUSTERING, "List of this member's peer URLs to advertise to the rest of the cluster.");
        used("initial-cluster", Kind.TEXT, "default=http://localhost:2380", CLUSTERING, "Initial cluster configuration for bootstrapping.");
        used("initial-cluster-state", Kind.NEW_OR_EXISTING, "new", CLUSTERING, "Initial cluster state ('new' or 'existing').");
        used("initial-cluster-token", Kind.TEXT, "etcd-cluster", CLUSTERING, "Initial cluster token for the etcd cluster during bootstrap.");
        used("strict-reconfig-check", Kind.BOOL, "true", CLUSTERING, "Reject reconfiguration requests that would cause quorum loss.");
        used("force-new-cluster", Kind.BOOL, "false", CLUSTERING, "Force a one-member cluster of the data there is; what others know and this member does not is lost.");
        used("advertise-client-urls", Kind.URLS, "http://localhost:2379", CLUSTERING, "List of this member's client URLs to advertise to the public.");
        used("pre-vote", Kind.BOOL, "true", CLUSTERING, "Run an additional Raft election phase (etcd 3.4 has it off).");
        used("enable-v2", Kind.BOOL, "false", CLUSTERING, "Accept etcd V2 client requests.");
        used("auto-compaction-retention", Kind.TEXT, "0", CLUSTERING, "Auto compaction retention length. 0 means disable auto compaction.");
        used("auto-compaction-mode", Kind.TEXT, "periodic", CLUSTERING, "'periodic' (retention is a duration, hours without a unit) or 'revision' (a number of revisions).");
    }

    private void security() {
        used("cert-file", Kind.TEXT, "", SECURITY, "Path to the client server TLS cert file.");
        used("key-file", Kind.TEXT, "", SECURITY, "Path to the client server TLS key file.");
        used("client-cert-auth", Kind.BOOL, "false", SECURITY, "Enable client cert authentication.");
        used("client-crl-file", Kind.TEXT, "", SECURITY, "Path to the client certificate revocation list file.");
        used("client-cert-allowed-hostname", Kind.TEXT, "", SECURITY, "Allowed TLS hostname for client cert authentication.");
        used("trusted-ca-file", Kind.TEXT, "", SECURITY, "Path to the client server TLS trusted CA cert file.");
        used("auto-tls", Kind.BOOL, "false", SECURITY, "Client TLS using generated certificates.");
        used("peer-cert-file", Kind.TEXT, "", SECURITY, "Path to the peer server TLS cert file.");
        used("peer-key-file", Kind.TEXT, "", SECURITY, "Path to the peer server TLS key file.");
        used("peer-client-cert-auth", Kind.BOOL, "false", SECURITY, "Enable peer client cert authentication.");
        used("peer-trusted-ca-file", Kind.TEXT, "", SECURITY, "Path to the peer server TLS trusted CA file.");
        used("peer-cert-allowed-cn", Kind.TEXT, "", SECURITY, "Required CN for client certs connecting to the peer endpoint.");
        used("peer-cert-allowed-hostname", Kind.TEXT, "", SECURITY, "Allowed TLS hostname for inter peer authentication.");
        used("peer-auto-tls", Kind.BOOL, "false", SECURITY, "Peer TLS using self-generated certificates if --peer-key-file and --peer-cert-file are not provided.");
        used("peer-crl-file", Kind.TEXT, "", SECURITY, "Path to the peer certificate revocation list file.");
        used("experimental-peer-skip-client-san-verification", Kind.BOOL, "false", SECURITY, "Skip verification of SAN field in client certificate for peer connections.");
        used("cipher-suites", Kind.TEXT, "", SECURITY, "Comma-separated list of supported TLS cipher suites between client/server and peers (empty: the JVM's choice).");
    }

    private void auth() {
        used("auth-token", Kind.TEXT, "simple", AUTH, "Kind of tokens: 'simple', or 'jwt,pub-key=<file>,priv-key=<file>,sign-method=<RS256…>,ttl=<duration>'.");
        used("bcrypt-cost", Kind.UINT32, "10", AUTH, "Cost of hashing passwords with bcrypt, between 4 and 31.");
        used("auth-token-ttl", Kind.UINT32, "300", AUTH, "Time (in seconds) after which a simple token ends that is not used.");
    }

    private void monitoring() {
        used("listen-metrics-urls", Kind.URLS, "", MONITORING, "List of URLs to listen on for the metrics and health endpoints.");
        used("metrics", Kind.TEXT, "basic", MONITORING, "Set level of detail for exported metrics, specify 'extensive' to include how long calls take.");
        used("logger", Kind.TEXT, "capnslog", MONITORING, "Specify 'zap' for structured logging, a JSON object a line, or 'capnslog' for plain text.");
        used("log-outputs", Kind.TEXT, "default", MONITORING, "'stderr' (the default), 'stdout'; with --logger=zap also files, several of these, or 'systemd/journal'.");
        used("log-output", Kind.TEXT, "default", MONITORING, "Deprecated, as in etcd 3.4: one output is only warned of, several stand for --log-outputs.");
        used("log-package-levels", Kind.TEXT, "", MONITORING, "Deprecated: log levels by etcd's names for its parts, e.g. 'etcdserver=WARNING,rafthttp=DEBUG' ('*': all).");
        used("log-level", Kind.TEXT, "info", MONITORING, "Configures log level. Only supports debug, info, warn, error, panic, or fatal.");
        used("version", Kind.BOOL, "false", MONITORING, "Print the version and exit.");
    }

    private void withoutMeaningHere() {
        ignored(Kind.UINT32, "max-snapshots", "max-wals", "proxy-failure-wait", "proxy-refresh-interval", "proxy-dial-timeout",
                "proxy-write-timeout", "proxy-read-timeout");
        ignored(Kind.INT64, "backend-batch-limit", "experimental-compaction-batch-limit");
        ignored(Kind.BOOL, "initial-election-tick-advance", "enable-pprof", "debug",
                "experimental-enable-lease-checkpoint", "experimental-enable-lease-checkpoint-persist");
        ignored(Kind.DURATION, "backend-batch-interval", "experimental-warning-apply-duration");
        ignored(Kind.TEXT, "discovery-fallback", "discovery-proxy",
                "experimental-backend-bbolt-freelist-type", "experimental-enable-v2v3");
        // no longer supported by etcd 3.4 itself
        ignored(Kind.BOOL, "cluster-active-size", "cluster-remove-delay", "cluster-sync-interval", "config", "force", "max-result-buffer",
                "max-retry-attempts", "peer-heartbeat-interval", "peer-election-timeout", "retry-interval", "snapshot", "v", "vv");
    }

    private void notSupportedYet() {
        only(Kind.TEXT, "", "discovery", "discovery-srv", "discovery-srv-name");
        only(Kind.BOOL, "false", "unsafe-no-fsync");
        add(new Flag("proxy", Kind.TEXT, "off", new Use.OnlyAs(Set.of("off")), NOT_SHOWN, ""));
        add(new Flag("cors", Kind.TEXT, "*", new Use.OnlyAs(Set.of("*", "")), NOT_SHOWN, ""));
        add(new Flag("host-whitelist", Kind.TEXT, "*", new Use.OnlyAs(Set.of("*", "")), NOT_SHOWN, ""));
        add(new Flag("enable-grpc-gateway", Kind.BOOL, "true", new Use.OnlyAs(Set.of("true")), NOT_SHOWN, ""));
    }

    private void used(String name, Kind kind, String standard, String group, String help) {
        add(new Flag(name, kind, standard, new Use.Used(), group, help));
    }

    private void ignored(Kind kind, String... names) {
        for (String name : names) {
            add(new Flag(name, kind, "", new Use.Ignored(), NOT_SHOWN, ""));
        }
    }

    private void only(Kind kind, String value, String... names) {
        for (String name : names) {
            add(new Flag(name, kind, value, new Use.OnlyAs(Set.of(value)), NOT_SHOWN, ""));
        }
    }

    private void add(Flag flag) {
        byName.put(flag.name(), flag);
    }

    /** What {@code --help} prints. */
    static String help() {
        StringBuilder text = new StringBuilder("""
                Usage:

                  minos node [flags]
                    Start a node. Flags have etcd's names and defaults; each is also an environment
                    variable, as ETCD_DATA_DIR for --data-dir.

                  minos node restore FILE [flags]
                    Make a new member's data directory from a snapshot (restore --help).

                  minos node backup --data-dir DIR --backup-dir DIR
                    Copy what a member holds into a new cluster's data directory (backup --help).

                  minos node --version
                  minos node -h | --help

                Examples:

                  minos node --data-dir /tmp/n1
                  minos node --name n1 --listen-client-urls http://127.0.0.1:12379 \\
                    --advertise-client-urls http://127.0.0.1:12379
                """);
        String group = "";
        for (Flag flag : all()) {
            if (!flag.group().isEmpty()) {
                text.append(flag.group().equals(group) ? "" : "\n" + flag.group() + ":\n");
                group = flag.group();
                text.append("  --").append(flag.name()).append(" '").append(flag.standard()).append("'\n    ").append(flag.help()).append('\n');
            }
        }
        return text.append("\netcd's other flags are accepted and ignored with a notice; those for discovery are refused.\n").toString();
    }
}
