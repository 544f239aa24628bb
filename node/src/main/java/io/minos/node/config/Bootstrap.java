package io.minos.node.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether a member that has no data yet fits into the cluster it is told of (etcd 3.4, etcdserver/config.go). */
final class Bootstrap {
    private final NodeConfig config;
    private final List<URI> inCluster;

    private Bootstrap(NodeConfig config, List<URI> inCluster) {
        this.config = config;
        this.inCluster = inCluster;
    }

    static Optional<String> error(NodeConfig config) {
        List<URI> inCluster = config.initialCluster().get(config.name());
        if (inCluster == null) {
            return Optional.of("couldn't find local name \"" + config.name() + "\" in the initial cluster configuration");
        }
        Optional<String> mismatch = config.newCluster() ? new Bootstrap(config, inCluster).mismatch() : Optional.empty();
        return mismatch.or(() -> duplicate(config));
    }

    /** The advertised peer URLs must be those that the cluster is told of. */
    private Optional<String> mismatch() {
        List<URI> advertised = Urls.sorted(config.advertisePeerUrls());
        if (advertised.equals(inCluster) || Urls.resolved(advertised).equals(Urls.resolved(inCluster))) {
            return Optional.empty();
        }
        List<URI> notAdvertised = without(inCluster, advertised);
        if (!notAdvertised.isEmpty()) {
            return Optional.of("--initial-cluster has " + named(notAdvertised) + " but missing from --initial-advertise-peer-urls=" + joined(advertised)
                    + " (" + difference(Urls.resolved(advertised), Urls.resolved(inCluster)) + ")");
        }
        return Optional.of("--initial-advertise-peer-urls has " + joined(without(advertised, inCluster))
                + " but missing from --initial-cluster=" + named(advertised));
    }

    private static Optional<String> duplicate(NodeConfig config) {
        List<URI> all = config.initialCluster().values().stream().flatMap(List::stream).toList();
        if (new HashSet<>(all).size() == all.size()) {
            return Optional.empty();
        }
        String cluster = config.initialCluster().entrySet().stream()
                .flatMap(member -> member.getValue().stream().map(url -> member.getKey() + "=" + url)).sorted().collect(Collectors.joining(","));
        return Optional.of("initial cluster " + cluster + " has duplicate url");
    }

    private static String difference(List<String> a, List<String> b) {
        if (a.size() != b.size()) {
            return "len(" + quoted(a) + ") != len(" + quoted(b) + ")";
        }
        int at = 0;
        while (at < a.size() - 1 && a.get(at).equals(b.get(at))) {
            at++;
        }
        return "resolved urls: \"" + a.get(at) + "\" != \"" + b.get(at) + "\"";
    }

    private static List<URI> without(List<URI> urls, List<URI> others) {
        List<URI> rest = new ArrayList<>(urls);
        rest.removeAll(others);
        return rest;
    }

    private String named(List<URI> urls) {
        return urls.stream().map(url -> config.name() + "=" + url).collect(Collectors.joining(","));
    }

    private static String joined(List<URI> urls) {
        return urls.stream().map(URI::toString).collect(Collectors.joining(","));
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(" ", "[", "]"));
    }
}
