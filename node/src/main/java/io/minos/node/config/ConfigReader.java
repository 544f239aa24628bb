package io.minos.node.config;

import io.minos.node.config.NodeConfig.AutoCompaction;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** From settings to a configuration, with etcd's checks in etcd's order and words (embed/config.go). */
final class ConfigReader {
    private static final long ELECTION_MILLIS_MAX = 50_000;
    private static final int BCRYPT_COST = 10;
    private static final int BCRYPT_COST_MIN = 4;
    private static final int BCRYPT_COST_MAX = 31;
    private static final int TOKEN_TTL_SECONDS = 300;
    private static final Set<String> LOG_LEVELS = Set.of("debug", "info", "warn", "error", "panic", "fatal");

    private final Settings settings;
    private final boolean fromFile;

    private ConfigReader(Settings settings, boolean fromFile) {
        this.settings = settings;
        this.fromFile = fromFile;
    }

    static Invocation read(List<String> arguments, Map<String, String> environment) {
        try {
            Settings given = new Settings();
            if (CommandLine.read(arguments, given)) {
                return new Invocation.Print(Flags.help());
            }
            if (given.isTrue("version")) {
                return new Invocation.Print(Version.text());
            }
            String file = given.isSet("config-file") ? given.text("config-file") : environment.getOrDefault("ETCD_CONFIG_FILE", "");
            if (file.isEmpty()) {
                Environment.read(environment, given);
                return new ConfigReader(given, false).run();
            }
            return new ConfigReader(ConfigFile.read(file), true).run();
        } catch (ConfigException e) {
            String text = e.exitCode() == ConfigException.USAGE ? e.text() : "error verifying flags, " + e.text();
            return new Invocation.Refuse(text + ". See 'minos node --help'.", e.exitCode());
        }
    }

    private Invocation run() throws ConfigException {
        settings.checkSupported();
        checkUrls();
        checkTimes();
        checkAdvertised();
        checkNames();
        NodeConfig config = config();
        if (!settings.isSet("data-dir") || settings.text("data-dir").isEmpty()) {
            settings.notice("no data-dir provided, using default data-dir ./" + config.dataDir());
        }
        config.clientTls().ignoredAt(urls("listen-client-urls"), false).forEach(settings::notice);
        config.peerTls().ignoredAt(urls("listen-peer-urls"), true).forEach(settings::notice);
        return new Invocation.Run(config, settings.notices());
    }

    private NodeConfig config() throws ConfigException {
        Path dataDir = dataDir();
        String walDir = settings.text("wal-dir");
        long snapshotCount = number("snapshot-count");
        return new NodeConfig(
                settings.text("name"),
                dataDir,
                walDir.isEmpty() ? dataDir.resolve("member").resolve("wal") : Path.of(walDir),
                snapshotCount == 0 ? Long.parseLong(Flags.named("snapshot-count").orElseThrow().standard()) : snapshotCount,
                Duration.ofMillis(number("heartbeat-interval")),
                Duration.ofMillis(number("election-timeout")),
                Urls.toUris(urls("listen-peer-urls")),
                Urls.toUris(urls("listen-client-urls")),
                Urls.toUris(urls("listen-metrics-urls")),
                Urls.toUris(urls("initial-advertise-peer-urls")),
                Urls.toUris(urls("advertise-client-urls")),
                initialCluster(),
                settings.text("initial-cluster-token"),
                settings.text("initial-cluster-state").equals("new"),
                Long.parseLong(settings.text("quota-backend-bytes")),
                (int) Math.min(number("max-request-bytes"), Integer.MAX_VALUE / 4),
                (int) Math.min(number("max-txn-ops"), Integer.MAX_VALUE),
                autoCompaction(),
                watchProgressInterval(),
                auth(),
                corruptionChecks(),
                settings.text("metrics").equals("extensive"),
                LogFlags.read(settings),
                settings.isTrue("pre-vote"),
                settings.isTrue("strict-reconfig-check"),
                settings.isTrue("force-new-cluster"),
                settings.isTrue("enable-v2"),
                clientConnections(),
                tls("", "client-", "client-cert-", false),
                tls("peer-", "peer-", "peer-cert-", !settings.isTrue("experimental-peer-skip-client-san-verification")));
    }

    /** etcd takes an interval or a timeout that is not positive for grpc-go's defaults, which are its own as well. */
    private ClientConnections clientConnections() {
        Duration interval = GoDuration.parse(settings.text("grpc-keepalive-interval")).orElseThrow();
        Duration timeout = GoDuration.parse(settings.text("grpc-keepalive-timeout")).orElseThrow();
        boolean given = interval.compareTo(Duration.ZERO) > 0 && timeout.compareTo(Duration.ZERO) > 0;
        ClientConnections standard = ClientConnections.DEFAULT;
        long streams = number("max-concurrent-streams");
        return new ClientConnections(given ? interval : standard.keepAliveInterval(), given ? timeout : standard.keepAliveTimeout(),
                GoDuration.parse(settings.text("grpc-keepalive-min-time")).orElseThrow(),
                settings.isSet("max-concurrent-streams") && streams > 0 ? (int) Math.min(streams, Integer.MAX_VALUE) : standard.streamsMax());
    }

    /** etcd's prefixes are not the same throughout; a client's common name is not a flag. */
    private TlsOptions tls(String prefix, String ofCrl, String ofAllowed, boolean checkAddress) {
        String suites = settings.text("cipher-suites");
        return new TlsOptions(settings.text(prefix + "cert-file"), settings.text(prefix + "key-file"), settings.text(prefix + "trusted-ca-file"),
                settings.text(ofCrl + "crl-file"), settings.isTrue(prefix + "client-cert-auth"), Flags.named(ofAllowed + "allowed-cn").map(cn -> settings.text(cn.name())).orElse(""),
                settings.text(ofAllowed + "allowed-hostname"), checkAddress, settings.isTrue(prefix + "auto-tls"),
                suites.isEmpty() ? List.of() : List.of(suites.split(",", -1)));
    }

    // ---- checks, in the order in which etcd makes them

    private void checkUrls() throws ConfigException {
        for (String flag : List.of("listen-peer-urls", "listen-client-urls", "listen-metrics-urls")) {
            refuseIf(Urls.bindProblem(urls(flag)));
        }
        for (String flag : List.of("initial-advertise-peer-urls", "advertise-client-urls")) {
            List<String> urls = urls(flag);
            refuseIf(Urls.hostProblem(urls).map(why -> "--" + flag + " \"" + String.join(",", urls) + "\" must be \"host:port\" (" + why + ")"));
        }
    }

    private void checkTimes() throws ConfigException {
        long heartbeat = number("heartbeat-interval");
        long election = number("election-timeout");
        refuseIf(heartbeat <= 0, "--heartbeat-interval must be >0 (set to " + heartbeat + "ms)");
        refuseIf(election <= 0, "--election-timeout must be >0 (set to " + election + "ms)");
        refuseIf(5 * heartbeat > election, "--election-timeout[" + election + "ms] should be at least as 5 times as --heartbeat-interval[" + heartbeat + "ms]");
        refuseIf(election > ELECTION_MILLIS_MAX, "--election-timeout[" + election + "ms] is too long, and should be set less than " + ELECTION_MILLIS_MAX + "ms");
    }

    /** In a file the default stays, as in etcd. */
    private void checkAdvertised() throws ConfigException {
        boolean missing = !fromFile && settings.isSet("listen-client-urls") && !settings.isSet("advertise-client-urls");
        refuseIf(missing, "--advertise-client-urls is required when --listen-client-urls is set explicitly");
    }

    private void checkNames() throws ConfigException {
        String mode = settings.text("auto-compaction-mode");
        refuseIf(!Set.of("", "periodic", "revision").contains(mode), "unknown auto-compaction-mode \"" + mode + "\"");
        String level = settings.text("log-level");
        refuseIf(!LOG_LEVELS.contains(level), "unknown level \"" + level + "\" for --log-level");
    }

    // ---- values that take more than a look

    private Path dataDir() {
        String given = settings.text("data-dir");
        return Path.of(given.isEmpty() ? settings.text("name") + ".etcd" : given);
    }

    /** With a name but no cluster given, the cluster is this member alone. */
    private SortedMap<String, List<URI>> initialCluster() throws ConfigException {
        String text = settings.text("initial-cluster");
        boolean ofNameOnly = !settings.text("name").equals("default") && text.equals(Flags.named("initial-cluster").orElseThrow().standard());
        SortedMap<String, List<URI>> cluster = new TreeMap<>();
        if (ofNameOnly) {
            cluster.put(settings.text("name"), Urls.toUris(urls("initial-advertise-peer-urls")));
            return cluster;
        }
        SortedMap<String, List<String>> texts = new TreeMap<>();
        for (String part : text.split(",")) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                texts.computeIfAbsent(name, n -> new ArrayList<>()).add(equals < 0 ? "" : part.substring(equals + 1).strip());
            }
        }
        for (Map.Entry<String, List<String>> member : texts.entrySet()) {
            refuseIf(Urls.problem(member.getValue()).map(why -> "error setting up initial cluster: " + why));
            refuseIf(Urls.hostProblem(member.getValue()).map(why -> "error setting up initial cluster: " + why));
            cluster.put(member.getKey(), Urls.sorted(Urls.toUris(member.getValue())));
        }
        return cluster;
    }

    private Optional<AutoCompaction> autoCompaction() throws ConfigException {
        String retention = settings.text("auto-compaction-retention");
        boolean byRevision = settings.text("auto-compaction-mode").equals("revision");
        boolean plainNumber = retention.matches("[0-9]{1,9}");
        Duration age = plainNumber ? Duration.ofHours(Long.parseLong(retention)) : GoDuration.parse(retention).orElse(Duration.ofSeconds(-1));
        refuseIf(age.isNegative() || byRevision && !plainNumber, "error parsing CompactionRetention: \"" + retention + "\" is neither a number nor a duration like 5m");
        if (age.isZero()) {
            return Optional.empty();
        }
        return Optional.of(byRevision ? new AutoCompaction.Revisions(Long.parseLong(retention)) : new AutoCompaction.Age(age));
    }

    /** As etcd, a cost that bcrypt does not know is none, and so is a TTL of 0. */
    private AuthOptions auth() throws ConfigException {
        long cost = number("bcrypt-cost");
        if (cost < BCRYPT_COST_MIN || cost > BCRYPT_COST_MAX) {
            settings.notice("Use default bcrypt-cost " + BCRYPT_COST + " instead of the invalid value " + cost);
            cost = BCRYPT_COST;
        }
        long ttl = Math.min(number("auth-token-ttl"), Integer.MAX_VALUE);
        return new AuthOptions((int) cost, Duration.ofSeconds(ttl == 0 ? TOKEN_TTL_SECONDS : ttl), AuthTokenFlag.parse(settings.text("auth-token"), settings::notice),
                settings.isTrue("client-cert-auth"));
    }

    private List<String> urls(String flag) {
        String text = settings.text(flag);
        return text.isEmpty() ? List.of() : Urls.split(text);
    }

    private Duration watchProgressInterval() throws ConfigException {
        Duration interval = GoDuration.parse(settings.text("experimental-watch-progress-notify-interval")).orElseThrow();
        refuseIf(interval.isNegative() || interval.isZero(), "--experimental-watch-progress-notify-interval must be >0 (set to "
                + settings.text("experimental-watch-progress-notify-interval") + ")");
        return interval;
    }

    private CorruptionChecks corruptionChecks() throws ConfigException {
        Duration interval = GoDuration.parse(settings.text("experimental-corrupt-check-time")).orElseThrow();
        refuseIf(interval.isNegative(), "--experimental-corrupt-check-time must be >=0 (set to " + settings.text("experimental-corrupt-check-time") + ")");
        return new CorruptionChecks(settings.isTrue("experimental-initial-corrupt-check"), interval);
    }

    /** Unsigned numbers beyond what a long holds are as good as its end. */
    private long number(String flag) {
        long number = Long.parseUnsignedLong(settings.text(flag));
        return number < 0 ? Long.MAX_VALUE : number;
    }

    private static void refuseIf(boolean wrong, String why) throws ConfigException {
        if (wrong) {
            throw new ConfigException(ConfigException.INVALID, why);
        }
    }

    private static void refuseIf(Optional<String> why) throws ConfigException {
        if (why.isPresent()) {
            throw new ConfigException(ConfigException.INVALID, why.get());
        }
    }
}
