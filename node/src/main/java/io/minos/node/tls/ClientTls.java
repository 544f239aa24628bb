package io.minos.node.tls;

import io.minos.node.config.TlsOptions;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** For the dialing of peers: our own certificate is shown, theirs must be for the host of their URL. */
final class ClientTls extends SslContextFactory.Client {
    private final LiveContext live;

    ClientTls(LiveContext live, TlsOptions options, boolean selfMade) {
        this.live = live;
        setSslContext(live.current().context());
        TlsVersions.set(this, options);
        setEndpointIdentificationAlgorithm(selfMade ? null : "HTTPS");
    }

    @Override
    public SSLEngine newSSLEngine(@Nullable String host, int port) {
        SSLEngine engine = live.current().context().createSSLEngine(host, port);
        customize(engine);
        return engine;
    }
}
