package io.minos.node.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Peer URLs that come in a request rather than in a flag: what etcd's {@code types.NewURLs} makes of them. */
public final class PeerUrls {
    private PeerUrls() {}

    /** Stripped and sorted; empty if there is none, or one that is no {@code scheme://host:port}. */
    public static Optional<List<String>> wellFormed(List<String> urls) {
        List<String> stripped = urls.stream().map(String::strip).sorted().toList();
        boolean bad = stripped.isEmpty() || Urls.problem(stripped).isPresent() || Urls.hostProblem(stripped).isPresent() || !areUris(stripped);
        return bad ? Optional.empty() : Optional.of(stripped);
    }

    /** What is wrong with them, in etcd's words: with all, or with the first that is wrong. */
    public static Optional<String> problem(List<String> urls) {
        return urls.isEmpty() ? Optional.of("no valid URLs given") : Urls.problem(urls);
    }

    /** In any order, and by the letter or once names are resolved. */
    public static boolean same(List<URI> some, List<URI> others) {
        return Urls.sorted(some).equals(Urls.sorted(others)) || Urls.resolved(some).equals(Urls.resolved(others));
    }

    private static boolean areUris(List<String> urls) {
        try {
            return Urls.toUris(urls).stream().allMatch(uri -> uri.getHost() != null && uri.getPort() >= 0);
        } catch (ConfigException malformed) {
            return false;
        }
    }
}
