package io.minos.node.tls;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a connection through after its handshake, or ends it before its first request is read. */
final class Doorkeeper implements SslHandshakeListener {
    private static final Logger LOG = LoggerFactory.getLogger("io.minos.node");
    private static final long SAY_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int SAID_MAX = 100;

    /** What must be true of whoever is at the other end. */
    interface Check {
        void check(X509Certificate[] chain, InetAddress remote) throws CertificateException;
    }

    private final Check check;
    /** When each thing was last said: whoever is turned away tries again at once. */
    private final Map<String, Long> said = new HashMap<>();

    Doorkeeper(Check check) {
        this.check = check;
    }

    @Override
    public void handshakeSucceeded(Event event) throws SSLException {
        try {
            Certificate[] shown = event.getSSLEngine().getSession().getPeerCertificates();
            check.check(Arrays.copyOf(shown, shown.length, X509Certificate[].class), remote(event));
        } catch (SSLPeerUnverifiedException none) {
            // It has none to show: the handshake has already seen to it that none was needed.
            return;
        } catch (CertificateException refused) {
            handshakeFailed(event, refused);
            throw new SSLHandshakeException(refused.getMessage());
        }
    }

    /** In etcd's words. */
    @Override
    public void handshakeFailed(Event event, Throwable failure) {
        String line = "rejected connection from \"" + remote(event).getHostAddress() + "\" (error \"" + failure.getMessage() + "\")";
        if (isNews(line)) {
            LOG.warn(line);
        }
    }

    private static InetAddress remote(Event event) {
        return ((InetSocketAddress) event.getEndPoint().getRemoteSocketAddress()).getAddress();
    }

    private synchronized boolean isNews(String line) {
        long now = System.nanoTime();
        said.values().removeIf(then -> now - then > SAY_AGAIN_NANOS);
        if (said.containsKey(line) || said.size() >= SAID_MAX) {
            return false;
        }
        said.put(line, now);
        return true;
    }
}
