package io.minos.node.tls;

import io.minos.node.config.TlsOptions;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * One side's TLS, clients' or peers': certificates from files that are read at each handshake, and who is let in. Without a
 * certificate it can dial, but not listen. Any thread.
 */
public final class Tls {
    private final TlsOptions options;
    private final boolean selfMade;
    private final LiveContext live;

    private Tls(TlsOptions options, boolean selfMade) throws TlsException {
        this.options = options;
        this.selfMade = selfMade;
        this.live = new LiveContext(options, selfMade);
    }

    /**
     * @param made where a certificate of our own making is, or is put, if the options ask for one and name none
     * @param urls whose hosts it is made for
     * @throws TlsException if the options make no sense or the files are no use
     */
    public static Tls open(TlsOptions options, Path made, List<URI> urls) throws TlsException {
        checkCipherSuites(options);
        if (!options.allowedCn().isEmpty() && !options.allowedHostname().isEmpty()) {
            throw new TlsException("AllowedCN and AllowedHostname are mutually exclusive (cn=\"" + options.allowedCn() + "\", hostname=\"" + options.allowedHostname() + "\")");
        }
        TlsOptions complete = options;
        boolean selfMade = options.isEmpty() && options.auto();
        if (selfMade) {
            SelfSigned.Pair pair = SelfSigned.in(made, urls.stream().map(URI::getHost).toList());
            complete = options.with(pair.cert().toString(), pair.key().toString());
        }
        if (!complete.isEmpty() && (complete.certFile().isEmpty() || complete.keyFile().isEmpty())) {
            throw new TlsException("KeyFile and CertFile must both be present[key: " + complete.keyFile() + ", cert: " + complete.certFile() + "]");
        }
        return new Tls(complete, selfMade);
    }

    /** Also asked where nothing else of the options matters. */
    public static void checkCipherSuites(TlsOptions options) throws TlsException {
        CipherSuites.check(options.cipherSuites());
    }

    public boolean hasCertificate() {
        return !options.isEmpty();
    }

    /** For those who listen. The connector must have {@link #doorkeeper} as a bean. */
    public SslContextFactory.Server server() {
        return new ServerTls(live, options);
    }

    /** For those who dial. The {@code HttpClient}, not its connector, must have {@link #doorkeeperOfDialed} as a bean. */
    public SslContextFactory.Client dialer() {
        return new ClientTls(live, options, selfMade);
    }

    /** As the files are now, for who dials once and asks nothing but what any client asks of a server's certificate. */
    public SSLContext context() {
        return live.current().context();
    }

    public SslHandshakeListener doorkeeper() {
        Admission admission = new Admission(options);
        return new Doorkeeper((chain, remote) -> {
            admission.check(chain, live.current().credentials().revoked());
            if (options.checkAddress()) {
                PeerAddress.check(chain[0], remote);
            }
        });
    }

    /** Whom we dialed is for the URL's host, unless by the common name alone, which Go does not look at any more. */
    public SslHandshakeListener doorkeeperOfDialed() {
        Admission admission = new Admission(options);
        return new Doorkeeper((chain, remote) -> {
            admission.check(chain, live.current().credentials().revoked());
            if (!selfMade && AlternativeNames.of(chain[0]).isEmpty()) {
                throw new CertificateException("x509: certificate relies on legacy Common Name field, use SANs instead");
            }
        });
    }
}
