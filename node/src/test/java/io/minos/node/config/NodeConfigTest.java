package io.minos.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.SortedMap;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigTest {
    @TempDir
    Path dir;

    private static Invocation parse(String line) {
        return NodeConfig.parse(words(line), Map.of());
    }

    /** Split at blanks; {@code ''} is an empty argument. */
    static List<String> words(String line) {
        return Arrays.stream(line.strip().split(" +")).filter(word -> !word.isEmpty()).map(word -> word.equals("''") ? "" : word).toList();
    }

    private static Invocation.Run run(Invocation invocation) {
        assertThat(invocation).isInstanceOf(Invocation.Run.class);
        return (Invocation.Run) invocation;
    }

    private static NodeConfig config(String line) {
        return run(parse(line)).config();
    }

    private static Invocation.Refuse refusal(Invocation invocation) {
        assertThat(invocation).isInstanceOf(Invocation.Refuse.class);
        return (Invocation.Refuse) invocation;
    }

    private Invocation file(String yaml, String... more) throws IOException {
        Path file = Files.writeString(dir.resolve("node.yml"), yaml);
        return NodeConfig.parse(Stream.concat(Stream.of("--config-file", file.toString()), Arrays.stream(more)).toList(), Map.of("ETCD_NAME", "ignored"));
    }

    private static final SortedMap<String, String> NO_LEVELS = Collections.emptySortedMap();

    // ---- what is accepted

    @Test
    void without_flags_everything_is_as_etcd_has_it() {
        NodeConfig config = config("");
        List<URI> peer = List.of(URI.create("http://localhost:2380"));
        List<URI> client = List.of(URI.create("http://localhost:2379"));
        assertThat(config.name()).isEqualTo("default");
        assertThat(config.dataDir()).isEqualTo(Path.of("default.etcd"));
        assertThat(config.walDir()).isEqualTo(Path.of("default.etcd/member/wal"));
        assertThat(config.snapshotDir()).isEqualTo(Path.of("default.etcd/member/snap"));
        assertThat(config.snapshotCount()).isEqualTo(100_000);
        assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(config.electionTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.electionTicks()).isEqualTo(10);
        assertThat(config.listenPeerUrls()).isEqualTo(peer);
        assertThat(config.advertisePeerUrls()).isEqualTo(peer);
        assertThat(config.listenClientUrls()).isEqualTo(client);
        assertThat(config.advertiseClientUrls()).isEqualTo(client);
        assertThat(config.listenMetricsUrls()).isEmpty();
        assertThat(config.initialCluster()).isEqualTo(Map.of("default", peer));
        assertThat(config.initialClusterToken()).isEqualTo("etcd-cluster");
        assertThat(config.newCluster()).isTrue();
        assertThat(config.quotaBackendBytes()).isZero();
        assertThat(config.requestBytesMax()).isEqualTo(1_572_864);
        assertThat(config.txnOpsMax()).isEqualTo(128);
        assertThat(config.autoCompaction()).isEmpty();
        assertThat(config.log().level()).isEqualTo("info");
        assertThat(config.bootstrapError()).isEmpty();
        assertThat(Long.toHexString(config.memberId())).isEqualTo("8e9e05c52164694d");
        assertThat(Long.toHexString(config.clusterId())).isEqualTo("cdf818194e3a8c32");
        assertThat(run(parse("")).notices()).containsExactly("no data-dir provided, using default data-dir ./default.etcd");
    }

    @Test
    void every_flag_of_a_cluster_of_three_is_read() {
        NodeConfig config = config("--name b --data-dir=/d -wal-dir /w -snapshot-count=7 --heartbeat-interval 50 --election-timeout 500"
                + " --listen-peer-urls http://127.0.0.1:2 --listen-client-urls http://127.0.0.1:20,http://[::1]:20 --advertise-client-urls http://b:20"
                + " --initial-advertise-peer-urls http://127.0.0.1:2 --initial-cluster a=http://127.0.0.1:1,b=http://127.0.0.1:2,c=http://127.0.0.1:3"
                + " --initial-cluster-token tok --initial-cluster-state existing --quota-backend-bytes -1 --max-request-bytes 10 --max-txn-ops 11"
                + " --auto-compaction-mode revision --auto-compaction-retention 1000 --log-level debug --listen-metrics-urls http://0.0.0.0:9 --pre-vote=false");
        assertThat(config.name()).isEqualTo("b");
        assertThat(config.dataDir()).isEqualTo(Path.of("/d"));
        assertThat(config.walDir()).isEqualTo(Path.of("/w"));
        assertThat(config.snapshotCount()).isEqualTo(7);
        assertThat(config.electionTicks()).isEqualTo(10);
        assertThat(config.listenClientUrls()).containsExactly(URI.create("http://127.0.0.1:20"), URI.create("http://[::1]:20"));
        assertThat(config.initialCluster().keySet()).containsExactly("a", "b", "c");
        assertThat(config.members()).hasSize(3).containsKey(config.memberId());
        assertThat(config.newCluster()).isFalse();
        assertThat(config.quotaBackendBytes()).isEqualTo(-1);
        assertThat(config.requestBytesMax()).isEqualTo(10);
        assertThat(config.txnOpsMax()).isEqualTo(11);
        assertThat(config.autoCompaction()).contains(new NodeConfig.AutoCompaction.Revisions(1000));
        assertThat(config.log().level()).isEqualTo("debug");
        assertThat(config.listenMetricsUrls()).containsExactly(URI.create("http://0.0.0.0:9"));
        assertThat(config.preVote()).isFalse();
        assertThat(config.bootstrapError()).isEmpty();
    }

    @Test
    void a_name_alone_makes_a_cluster_of_its_own() {
        NodeConfig config = config("--name x --initial-advertise-peer-urls http://127.0.0.1:7");
        assertThat(config.initialCluster()).isEqualTo(Map.of("x", List.of(URI.create("http://127.0.0.1:7"))));
        assertThat(config.dataDir()).isEqualTo(Path.of("x.etcd"));
        assertThat(config.bootstrapError()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"periodic,1,PT1H", "periodic,12h,PT12H", "periodic,1h30m,PT1H30M", "periodic,1.5s,PT1.5S", "'',5m,PT5M"})
    void auto_compaction_by_age(String mode, String retention, Duration age) {
        Invocation parsed = NodeConfig.parse(List.of("--auto-compaction-mode", mode, "--auto-compaction-retention", retention), Map.of());
        assertThat(run(parsed).config().autoCompaction()).contains(new NodeConfig.AutoCompaction.Age(age));
    }

    @ParameterizedTest
    @CsvSource({"periodic,0", "revision,0", "periodic,0h"})
    void auto_compaction_of_zero_is_none(String mode, String retention) {
        assertThat(config("--auto-compaction-mode " + mode + " --auto-compaction-retention " + retention).autoCompaction()).isEqualTo(Optional.empty());
    }

    @Test
    void what_has_no_meaning_here_is_accepted_with_a_notice() {
        Invocation.Run run = run(parse("--data-dir d --max-wals=5 --backend-batch-limit=7"));
        assertThat(run.notices()).containsExactlyInAnyOrder(
                "--max-wals is not supported, ignored", "--backend-batch-limit is not supported, ignored");
    }

    @Test
    void data_are_compared_when_that_is_wanted() {
        assertThat(config("").corruptionChecks()).isEqualTo(new CorruptionChecks(false, Duration.ZERO));
        assertThat(config("--experimental-initial-corrupt-check --experimental-corrupt-check-time=5m").corruptionChecks()).isEqualTo(new CorruptionChecks(true, Duration.ofMinutes(5)));
        assertThat(((Invocation.Refuse) parse("--experimental-corrupt-check-time=-1s")).text()).startsWith("error verifying flags, --experimental-corrupt-check-time must be >=0 (set to -1s)");
    }

    @Test
    void logs_go_where_they_are_to() {
        assertThat(config("").log()).isEqualTo(new LogOptions(false, "info", List.of("stderr"), NO_LEVELS));
        assertThat(config("--logger zap --log-level=warn --log-outputs stdout,a.log,stderr,stdout").log()).isEqualTo(new LogOptions(true, "warn", List.of("a.log", "stderr", "stdout"), NO_LEVELS));
        assertThat(config("--logger zap --log-outputs systemd/journal").log().outputs()).containsExactly(LogOptions.JOURNAL);
    }

    @Test
    void the_deprecated_flags_of_logs_do_what_they_did() {
        assertThat(config("--logger zap --log-output b.log,stdout").log().outputs()).containsExactly("b.log", "stdout");
        Invocation.Run one = run(parse("--data-dir d --log-output stdout"));
        assertThat(one.config().log().outputs()).as("in etcd 3.4, too, it is warned of and not used").containsExactly("stderr");
        assertThat(one.notices()).containsExactly("Deprecated '--log-output' flag is set to [\"stdout\"] and does nothing. Please use '--log-outputs' flag");
        assertThat(config("--log-package-levels etcdserver=N,rafthttp=DEBUG,*=CRITICAL").log().packageLevels())
                .isEqualTo(new TreeMap<>(Map.of("etcdserver", "warn", "rafthttp", "debug", "*", "fatal")));
        assertThat(config("--logger zap --log-package-levels rafthttp=DEBUG").log().packageLevels()).isEmpty();
        Invocation.Run malformed = run(parse("--data-dir d --log-package-levels rafthttp=DEBUG,wal=loud"));
        assertThat(malformed.config().log().packageLevels()).isEmpty();
        assertThat(malformed.notices()).contains("couldn't parse log level string: couldn't parse log level loud, continuing with default levels");
        assertThat(run(parse("--log-package-levels wal")).notices()).contains("couldn't parse log level string: oddly structured `pkg=level` option: wal, continuing with default levels");
    }

    @Test
    void clients_may_ping_as_often_as_the_flag_says() {
        assertThat(config("").clientConnections().pingIntervalMin()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config("--grpc-keepalive-min-time=300ms").clientConnections().pingIntervalMin()).isEqualTo(Duration.ofMillis(300));
        assertThat(config("--grpc-keepalive-min-time=0").clientConnections().pingIntervalMin()).as("grpc-go's own").isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void security_flags_at_their_defaults_are_accepted() {
        config("--cert-file '' --key-file '' --client-cert-auth=false --client-crl-file '' --trusted-ca-file '' --auto-tls=F --peer-cert-file '' --peer-client-cert-auth=0"
                + " --cors * --auth-token simple --proxy off --force-new-cluster=false --discovery-fallback proxy --discovery-proxy '' --host-whitelist *");
    }

    @Test
    void each_side_has_its_own_certificates_and_the_cipher_suites_are_of_both() {
        NodeConfig config = config("--cert-file c --key-file k --trusted-ca-file ca --client-cert-auth --client-crl-file crl --client-cert-allowed-hostname h --auto-tls"
                + " --peer-cert-file pc --peer-key-file pk --peer-trusted-ca-file pca --peer-client-cert-auth --peer-crl-file pcrl --peer-cert-allowed-cn pcn"
                + " --peer-cert-allowed-hostname ph --peer-auto-tls --cipher-suites TLS_A,TLS_B");
        List<String> suites = List.of("TLS_A", "TLS_B");
        assertThat(config.clientTls()).isEqualTo(new TlsOptions("c", "k", "ca", "crl", true, "", "h", false, true, suites));
        assertThat(config.peerTls()).isEqualTo(new TlsOptions("pc", "pk", "pca", "pcrl", true, "pcn", "ph", true, true, suites));
        assertThat(config("--experimental-peer-skip-client-san-verification").peerTls().checkAddress()).isFalse();
        assertThat(config("--data-dir d").clientTls()).isEqualTo(TlsOptions.NONE);
    }

    @Test
    void certificates_that_do_nothing_where_they_are_are_mentioned_in_etcds_words() {
        Invocation.Run run = run(parse("--data-dir d --cert-file c --key-file k --client-cert-auth --trusted-ca-file ca --auto-tls --peer-auto-tls --peer-client-cert-auth"
                + " --listen-peer-urls http://127.0.0.1:2,https://127.0.0.1:3"));
        assertThat(run.notices()).containsExactlyInAnyOrder(
                "ignoring client auto TLS since certs given",
                "The scheme of client url http://localhost:2379 is HTTP while peer key/cert files are presented. Ignored key/cert files.",
                "The scheme of client url http://localhost:2379 is HTTP while client cert auth (--client-cert-auth) is enabled. Ignored client cert auth for this url.",
                "The scheme of peer url http://127.0.0.1:2 is HTTP while peer key/cert files are presented. Ignored peer key/cert files.",
                "The scheme of peer url http://127.0.0.1:2 is HTTP while client cert auth (--peer-client-cert-auth) is enabled. Ignored client cert auth for this url.",
                "--peer-client-cert-auth without --peer-trusted-ca-file: every CA that the JVM trusts may vouch for a peer");
    }

    @Test
    void a_file_has_a_section_for_each_side() throws IOException {
        NodeConfig config = run(file("""
                client-transport-security:
                  cert-file: c
                  key-file: k
                  client-cert-auth: true
                  trusted-ca-file: ca
                  auto-tls: false
                peer-transport-security:
                  cert-file: pc
                  auto-tls: true
                cipher-suites: [TLS_A, TLS_B]
                """)).config();
        assertThat(config.clientTls()).isEqualTo(new TlsOptions("c", "k", "ca", "", true, "", "", false, false, List.of("TLS_A", "TLS_B")));
        assertThat(config.peerTls()).isEqualTo(new TlsOptions("pc", "", "", "", false, "", "", true, true, List.of("TLS_A", "TLS_B")));
    }

    @Test
    void an_empty_list_of_urls_leaves_the_default() {
        assertThat(config("--listen-peer-urls ''").listenPeerUrls()).containsExactly(URI.create("http://localhost:2380"));
    }

    // ---- what is refused

    static Stream<String[]> misuses() {
        return Stream.of(new String[][] {
            {"--no-such", "2", "flag provided but not defined: -no-such"},
            {"-no-such=1", "2", "flag provided but not defined: -no-such"},
            {"---x", "2", "bad flag syntax: ---x"},
            {"--=x", "2", "bad flag syntax: --=x"},
            {"--snapshot-count", "2", "flag needs an argument: -snapshot-count"},
            {"--snapshot-count abc", "2", "invalid value \"abc\" for flag -snapshot-count: parse error"},
            {"--snapshot-count -1", "2", "invalid value \"-1\" for flag -snapshot-count: parse error"},
            {"--snapshot-count 99999999999999999999", "2", "invalid value \"99999999999999999999\" for flag -snapshot-count: value out of range"},
            {"--quota-backend-bytes 1G", "2", "invalid value \"1G\" for flag -quota-backend-bytes: parse error"},
            {"--max-wals x", "2", "invalid value \"x\" for flag -max-wals: parse error"},
            {"--backend-batch-interval 5", "2", "invalid value \"5\" for flag -backend-batch-interval: parse error"},
            {"--pre-vote=foo", "2", "invalid boolean value \"foo\" for -pre-vote: parse error"},
            {"--initial-cluster-state foo", "2", "invalid value \"foo\" for flag -initial-cluster-state: invalid value"},
            {"--listen-peer-urls foo", "2", "invalid value \"foo\" for flag -listen-peer-urls: URL scheme must be http, https, unix, or unixs: foo"},
            {"--listen-peer-urls http://1.2.3.4", "2", "invalid value \"http://1.2.3.4\" for flag -listen-peer-urls: URL address does not have the form \"host:port\": http://1.2.3.4"},
            {"--listen-peer-urls http://1.2.3.4:1/x", "2", "invalid value \"http://1.2.3.4:1/x\" for flag -listen-peer-urls: URL must not contain a path: http://1.2.3.4:1/x"},
            {"foo", "1", "error verifying flags, 'foo' is not a valid flag"},
            {"--pre-vote false", "1", "error verifying flags, 'false' is not a valid flag"},
            {"--listen-client-urls http://127.0.0.1:1", "1", "error verifying flags, --advertise-client-urls is required when --listen-client-urls is set explicitly"},
            {"--listen-client-urls http://example.com:1 --advertise-client-urls http://a:1", "1", "error verifying flags, expected IP in URL for binding (http://example.com:1)"},
            {"--listen-peer-urls http://:80", "1", "error verifying flags, expected IP in URL for binding (http://:80)"},
            {"--listen-metrics-urls http://example.com:1", "1", "error verifying flags, expected IP in URL for binding (http://example.com:1)"},
            {"--advertise-client-urls http://:1", "1", "error verifying flags, --advertise-client-urls \"http://:1\" must be \"host:port\" (unexpected empty host (http://:1))"},
            {"--initial-advertise-peer-urls http://:1", "1", "error verifying flags, --initial-advertise-peer-urls \"http://:1\" must be \"host:port\" (unexpected empty host (http://:1))"},
            {"--heartbeat-interval 0", "1", "error verifying flags, --heartbeat-interval must be >0 (set to 0ms)"},
            {"--election-timeout 0", "1", "error verifying flags, --election-timeout must be >0 (set to 0ms)"},
            {"--election-timeout 100", "1", "error verifying flags, --election-timeout[100ms] should be at least as 5 times as --heartbeat-interval[100ms]"},
            {"--election-timeout 60000", "1", "error verifying flags, --election-timeout[60000ms] is too long, and should be set less than 50000ms"},
            {"--auto-compaction-mode hourly", "1", "error verifying flags, unknown auto-compaction-mode \"hourly\""},
            {"--logger=x", "1", "error verifying flags, unknown logger option \"x\""},
            {"--logger=capnslog --log-outputs=stdout,stderr", "1", "error verifying flags, --logger=capnslog supports only 1 value in '--log-outputs', got [\"stderr\" \"stdout\"]"},
            {"--log-outputs=a.log", "1", "error verifying flags, unknown log-output \"a.log\" (only supports \"default\", \"stderr\", \"stdout\")"},
            {"--log-output=stdout,stderr", "1", "error verifying flags, --logger=capnslog supports only 1 value in '--log-outputs', got [\"stderr\" \"stdout\"]"},
            {"--log-output=stdout --log-outputs=stdout", "1", "error verifying flags, '--log-output=[\"stdout\"]' and '--log-outputs=[\"stdout\"]' are incompatible; only set --log-outputs"},
            {"--log-output=a,b --log-outputs=c,d", "1", "error verifying flags, both '--log-output' and '--log-outputs' are set; only set '--log-outputs'"},
            {"--logger=zap --log-outputs=default,stderr", "1", "error verifying flags, multi logoutput for \"default\" is not supported yet"},
            {"--logger=zap --log-outputs=systemd/journal,stderr", "1", "error verifying flags, running with systemd/journal but other '--log-outputs' values ([\"stderr\" \"systemd/journal\"]) are configured with 'default'; override 'default' value with something else"},
            {"--config-file /nonexist", "1", "error verifying flags, open /nonexist: no such file or directory"}});
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void misuse_is_refused_in_etcds_words_with_etcds_exit_code(String line, String exitCode, String words) {
        Invocation.Refuse refusal = refusal(parse(line));
        assertThat(refusal.text()).isEqualTo(words + ". See 'minos node --help'.").doesNotContain("\n");
        assertThat(refusal.exitCode()).isEqualTo(Integer.parseInt(exitCode));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--auto-compaction-retention 1x | error parsing CompactionRetention",
        "--auto-compaction-retention -1 | error parsing CompactionRetention",
        "--auto-compaction-mode revision --auto-compaction-retention 5m | error parsing CompactionRetention",
        "--log-level loud | unknown level \"loud\"",
        "--listen-peer-urls unix://x:1 | unix sockets are not supported",
        "--initial-cluster foo | error setting up initial cluster: URL scheme must be",
        "--auth-token bogus | auth: invalid auth options: unknown token type \"bogus\" for --auth-token",
        "--auth-token jwt | auth: invalid auth options: --auth-token=jwt needs a sign-method",
        "--auth-token jwt,sign-method=XX | auth: invalid auth signature method",
        "--auth-token jwt,sign-method | auth: invalid auth options: --auth-token has an option that is not name=value",
        "--auth-token jwt,sign-method=RS256,priv-key=k,ttl=zz | time: invalid duration \"zz\"",
        "--auth-token jwt,sign-method=RS256 | auth: missing key data",
        "--auth-token jwt,sign-method=HS256,pub-key=k | auth: missing key data",
        "--host-whitelist a | --host-whitelist is not supported yet",
        "--unsafe-no-fsync | --unsafe-no-fsync is not supported yet",
        "--discovery http://x | --discovery is not supported yet",
        "--proxy on | --proxy is not supported yet",
        "--enable-grpc-gateway=false | --enable-grpc-gateway is not supported yet"})
    void what_would_be_a_lie_to_ignore_is_refused(String line, String words) {
        assertThat(refusal(parse(line)).text()).contains(words);
    }

    // ---- environment

    @Test
    void the_environment_stands_in_for_flags() {
        Invocation.Run run = run(NodeConfig.parse(List.of("--data-dir", "d"), Map.of("ETCD_NAME", "e", "ETCD_HEARTBEAT_INTERVAL", "20", "ETCD_NOPE", "x", "PATH", "/", "ETCD_WAL_DIR", "")));
        assertThat(run.config().name()).isEqualTo("e");
        assertThat(run.config().heartbeatInterval()).isEqualTo(Duration.ofMillis(20));
        assertThat(run.notices()).containsExactlyInAnyOrder("recognized and used environment variable ETCD_NAME=e",
                "recognized and used environment variable ETCD_HEARTBEAT_INTERVAL=20", "unrecognized environment variable ETCD_NOPE=x",
                "unrecognized environment variable ETCD_WAL_DIR=");
    }

    @Test
    void a_flag_and_its_variable_together_are_refused() {
        Invocation.Refuse refusal = refusal(NodeConfig.parse(List.of("--name", "a"), Map.of("ETCD_NAME", "b")));
        assertThat(refusal.text()).contains("conflicting environment variable \"ETCD_NAME\" is shadowed by corresponding command-line flag");
        assertThat(refusal.exitCode()).isEqualTo(1);
    }

    @Test
    void a_malformed_variable_is_refused() {
        assertThat(refusal(NodeConfig.parse(List.of(), Map.of("ETCD_SNAPSHOT_COUNT", "abc"))).text()).contains("invalid value \"abc\" for ETCD_SNAPSHOT_COUNT: parse error");
    }

    @Test
    void listen_without_advertise_is_refused_from_the_environment_too() {
        assertThat(refusal(NodeConfig.parse(List.of(), Map.of("ETCD_LISTEN_CLIENT_URLS", "http://127.0.0.1:1"))).text()).contains("--advertise-client-urls is required");
    }

    // ---- file

    @Test
    void a_file_counts_alone() throws IOException {
        Invocation.Run run = run(file("""
                # a comment
                name: tmp-test
                data-dir: /d
                snapshot-count: 10000
                listen-client-urls: http://127.0.0.1:1,http://127.0.0.1:2
                initial-cluster: tmp-test=http://localhost:2380
                pre-vote: false
                wal-dir:
                logger: zap
                log-outputs: [stderr, stdout]
                client-transport-security:
                  cert-file: ''
                  client-cert-auth: false
                peer-transport-security:
                nope: {a: [1, 2]}
                """, "--heartbeat-interval", "1"));
        assertThat(run.config().name()).isEqualTo("tmp-test");
        assertThat(run.config().snapshotCount()).isEqualTo(10_000);
        assertThat(run.config().listenClientUrls()).hasSize(2);
        assertThat(run.config().advertiseClientUrls()).as("in a file the default stays").containsExactly(URI.create("http://localhost:2379"));
        assertThat(run.config().heartbeatInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(run.config().preVote()).isFalse();
        assertThat(run.notices()).hasSize(2).anyMatch(line -> line.startsWith("Loading server configuration from")).anyMatch(line -> line.startsWith("unknown key \"nope\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "snapshot-count: abc | invalid value \"abc\" for snapshot-count: parse error",
        "name: [[a]] | name is not a plain value",
        "- a | is not a map of settings",
        "discovery: x | --discovery is not supported yet (set to \"x\"): remove it",
        "client-transport-security: {cert: x} | unknown key client-transport-security.cert",
        "peer-transport-security: {client-cert-auth: perhaps} | invalid value \"perhaps\" for peer-client-cert-auth",
        "election-timeout: 100 | should be at least as 5 times",
        "a: [ | line 1"})
    void a_bad_file_is_refused_in_one_line(String yaml, String words) throws IOException {
        Invocation.Refuse refusal = refusal(file(yaml));
        assertThat(refusal.text()).contains(words).doesNotContain("\n");
        assertThat(refusal.exitCode()).isEqualTo(1);
    }

    @Test
    void an_empty_file_is_all_defaults() throws IOException {
        assertThat(run(file("")).config().name()).isEqualTo("default");
    }

    @Test
    void the_file_can_be_named_in_the_environment() throws IOException {
        Path file = Files.writeString(dir.resolve("env.yml"), "name: from-file");
        assertThat(run(NodeConfig.parse(List.of(), Map.of("ETCD_CONFIG_FILE", file.toString()))).config().name()).isEqualTo("from-file");
    }

    // ---- bootstrap

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--name x --initial-cluster y=http://127.0.0.1:1 --initial-advertise-peer-urls http://127.0.0.1:1 | couldn't find local name \"x\" in the initial cluster configuration",
        "--name x --initial-cluster '' | couldn't find local name \"x\" in the initial cluster configuration",
        "--name x --initial-cluster x=http://127.0.0.1:2 --initial-advertise-peer-urls http://127.0.0.1:1"
                + " | --initial-cluster has x=http://127.0.0.1:2 but missing from --initial-advertise-peer-urls=http://127.0.0.1:1 (resolved urls: \"http://127.0.0.1:1\" != \"http://127.0.0.1:2\")",
        "--name x --initial-cluster x=http://127.0.0.1:2 --initial-advertise-peer-urls http://127.0.0.1:1,http://127.0.0.1:2"
                + " | --initial-advertise-peer-urls has http://127.0.0.1:1 but missing from --initial-cluster=x=http://127.0.0.1:1,x=http://127.0.0.1:2",
        "--name x --initial-cluster x=http://127.0.0.1:2,y=http://127.0.0.1:2 --initial-advertise-peer-urls http://127.0.0.1:2"
                + " | initial cluster x=http://127.0.0.1:2,y=http://127.0.0.1:2 has duplicate url",
        "--name x --initial-cluster x=http://127.0.0.1:1,y=http://127.0.0.1:1 --initial-advertise-peer-urls http://127.0.0.1:9 --initial-cluster-state existing"
                + " | initial cluster x=http://127.0.0.1:1,y=http://127.0.0.1:1 has duplicate url"})
    void a_member_that_does_not_fit_its_cluster_is_told_in_etcds_words(String line, String words) {
        assertThat(config(line).bootstrapError()).contains(words);
    }

    // ---- help and version

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "-help", "--name x --help --no-such"})
    void help_shows_every_flag_that_does_something(String line) {
        assertThat(parse(line)).isInstanceOfSatisfying(Invocation.Print.class, print -> {
            Flags.all().stream().filter(flag -> flag.use() instanceof Flag.Use.Used && !flag.name().equals("version"))
                    .forEach(flag -> assertThat(print.text()).contains("--" + flag.name() + " '" + flag.standard() + "'"));
            assertThat(print.text()).contains("Examples:").contains("bcrypt").doesNotContain("max-wals");
        });
    }

    @Test
    void version_begins_as_etcds() {
        assertThat(parse("--version")).isInstanceOfSatisfying(Invocation.Print.class, print -> assertThat(print.text()).startsWith("etcd Version: 3.4.23\n"));
    }

    @Test
    void watchers_are_told_their_progress_every_ten_minutes_unless_told_otherwise() {
        assertThat(config("").watchProgressInterval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config("--experimental-watch-progress-notify-interval=500ms").watchProgressInterval()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void a_configuration_that_contradicts_itself_cannot_be_made() {
        NodeConfig good = config("");
        assertThatThrownBy(() -> new NodeConfig("a", good.dataDir(), good.walDir(), 1, Duration.ofMillis(100), Duration.ofMillis(400), List.of(), List.of(), List.of(), List.of(),
                List.of(), good.initialCluster(), "t", true, 0, 1, 1, Optional.empty(), Duration.ofMinutes(10), good.auth(), good.corruptionChecks(), false, good.log(), true, true, false, false, ClientConnections.DEFAULT, TlsOptions.NONE, TlsOptions.NONE)).isInstanceOf(IllegalArgumentException.class);
    }
}
