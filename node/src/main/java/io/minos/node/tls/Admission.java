package io.minos.node.tls;

import io.minos.node.config.TlsOptions;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;

/**
 * What a certificate must be besides vouched for, in etcd's words. Asked after each handshake, also one that resumes a
 * session of before, for which the JVM looks at no certificate again.
 */
final class Admission {
    private final TlsOptions options;

    Admission(TlsOptions options) {
        this.options = options;
    }

    /** @throws CertificateException if whoever shows {@code chain} is not to be served */
    void check(X509Certificate[] chain, Set<BigInteger> revoked) throws CertificateException {
        X509Certificate leaf = chain[0];
        leaf.checkValidity();
        for (X509Certificate certificate : chain) {
            if (revoked.contains(certificate.getSerialNumber())) {
                throw new CertificateException("transport: certificate serial " + certificate.getSerialNumber().toString(16) + " revoked");
            }
        }
        boolean named = options.allowedCn().isEmpty() || CommonName.of(leaf).filter(options.allowedCn()::equals).isPresent();
        boolean placed = options.allowedHostname().isEmpty() || AlternativeNames.of(leaf).include(options.allowedHostname());
        if (!named || !placed) {
            throw new CertificateException("client certificate authentication failed");
        }
    }
}
