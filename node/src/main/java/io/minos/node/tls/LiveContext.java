package io.minos.node.tls;

import io.minos.node.config.TlsOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The context for the next handshake, as the files are now: like etcd it reads them each time. New contents make a new
 * context, so that no session of before is resumed; connections that are there go on. Contents that cannot be used, as half
 * of a change is, leave the old ones in place, which is said once. Any thread.
 */
final class LiveContext {
    private static final Logger LOG = LoggerFactory.getLogger("io.minos.node");

    /** Of one reading. */
    record Reading(SSLContext context, Credentials credentials) {}

    private final TlsOptions options;
    private final boolean selfMade;
    private TlsFiles files;
    private Reading reading;
    private String complaint = "";

    /**
     * @param selfMade nobody vouches for the certificates on this side: as in etcd, any is taken from whom we dial
     * @throws TlsException if what is in the files now cannot be used
     */
    LiveContext(TlsOptions options, boolean selfMade) throws TlsException {
        this.options = options;
        this.selfMade = selfMade;
        this.files = TlsFiles.read(options);
        this.reading = reading(files);
    }

    synchronized Reading current() {
        try {
            TlsFiles now = TlsFiles.read(options);
            if (!now.equals(files)) {
                reading = reading(now);
                files = now;
                LOG.info("certificates read anew: {} {} {} {}", options.certFile(), options.keyFile(), options.trustedCaFile(), options.crlFile());
            }
            complaint = "";
        } catch (TlsException unusable) {
            if (!complaint.equals(unusable.getMessage())) {
                complaint = String.valueOf(unusable.getMessage());
                LOG.warn("certificates have changed but cannot be used, those of before stay: {}", complaint);
            }
        }
        return reading;
    }

    private Reading reading(TlsFiles contents) throws TlsException {
        Credentials credentials = Credentials.of(options, contents);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = credentials.identity().map(own -> new KeyManager[] {new OwnKey(own)}).orElse(new KeyManager[0]);
            context.init(keys, selfMade ? new TrustManager[] {new AnyServer(trusted(credentials))} : trusted(credentials), new SecureRandom());
            return new Reading(context, credentials);
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException("these certificates cannot be used: " + e.getMessage());
        }
    }

    private static TrustManager[] trusted(Credentials credentials) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store(credentials));
        return factory.getTrustManagers();
    }

    private static @Nullable KeyStore store(Credentials credentials) throws GeneralSecurityException, IOException {
        if (credentials.authorities().isEmpty()) {
            return null; // stands for those that the JVM trusts
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (X509Certificate authority : credentials.authorities()) {
            store.setCertificateEntry("ca" + number++, authority);
        }
        return store;
    }
}
