package io.minos.node.tls;

import io.minos.node.config.TlsOptions;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** For connectors: each handshake has the context of the moment. */
final class ServerTls extends SslContextFactory.Server {
    private final LiveContext live;

    ServerTls(LiveContext live, TlsOptions options) {
        this.live = live;
        setSslContext(live.current().context());
        TlsVersions.set(this, options);
        setNeedClientAuth(options.isCertificateRequired());
    }

    @Override
    public SSLEngine newSSLEngine() {
        SSLEngine engine = live.current().context().createSSLEngine();
        customize(engine);
        return engine;
    }

    /** Jetty would look up the name of {@code remote}, which nobody needs. */
    @Override
    public SSLEngine newSSLEngine(InetSocketAddress remote) {
        return newSSLEngine();
    }
}
