package io.minos.node.runtime;

import io.minos.node.config.NodeConfig;
import io.minos.node.config.TlsOptions;
import io.minos.node.tls.Tls;
import io.minos.node.tls.TlsException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The certificates of both sides, checked before anything else is begun; what does not fit is refused in etcd's words (embed/etcd.go). */
record NodeTls(Optional<Tls> clients, Optional<Tls> peers) {

    static NodeTls of(NodeConfig config) throws TlsException, StartException {
        Path made = config.dataDir().resolve("fixtures");
        return new NodeTls(clients(config, made.resolve("client")), peers(config, made.resolve("peer")));
    }

    private static Optional<Tls> peers(NodeConfig config, Path made) throws TlsException, StartException {
        TlsOptions options = config.peerTls();
        Stream<URI> urls = Stream.concat(config.listenPeerUrls().stream(), config.members().values().stream().flatMap(List::stream));
        if (options.isUnset() && urls.noneMatch(NodeTls::isSecure)) {
            return Optional.empty();
        }
        Tls tls = Tls.open(options, made, config.listenPeerUrls());
        refuseIfAny(tls, config.listenPeerUrls());
        return Optional.of(tls);
    }

    private static Optional<Tls> clients(NodeConfig config, Path made) throws TlsException, StartException {
        Tls.checkCipherSuites(config.clientTls());
        if (Stream.concat(config.listenClientUrls().stream(), config.listenMetricsUrls().stream()).noneMatch(NodeTls::isSecure) && !config.clientTls().auto()) {
            return Optional.empty();
        }
        Tls tls = Tls.open(config.clientTls(), made, config.listenClientUrls());
        Optional<URI> url = config.listenClientUrls().stream().filter(NodeTls::isSecure).findFirst();
        if (url.isPresent() && !tls.hasCertificate()) {
            throw new StartException("TLS key/cert (--cert-file, --key-file) must be provided for client url " + url.get() + " with HTTPS scheme");
        }
        refuseIfAny(tls, config.listenMetricsUrls());
        return Optional.of(tls);
    }

    private static void refuseIfAny(Tls tls, List<URI> listened) throws StartException {
        Optional<URI> url = listened.stream().filter(NodeTls::isSecure).findFirst();
        if (url.isPresent() && !tls.hasCertificate()) {
            throw new StartException("cannot listen on TLS for " + url.get().getAuthority() + ": KeyFile and CertFile are not presented");
        }
    }

    private static boolean isSecure(URI url) {
        return url.getScheme().equals("https");
    }
}
