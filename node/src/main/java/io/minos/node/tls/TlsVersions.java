package io.minos.node.tls;

import io.minos.node.config.TlsOptions;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Which protocols and cipher suites are spoken, on either side. */
final class TlsVersions {
    private TlsVersions() {}

    static void set(SslContextFactory factory, TlsOptions options) {
        factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        factory.setExcludeProtocols();
        if (!options.cipherSuites().isEmpty()) {
            factory.setIncludeCipherSuites(CipherSuites.forJvm(options.cipherSuites()));
            factory.setExcludeCipherSuites(); // what is asked for by name is had, old or not
        }
    }
}
