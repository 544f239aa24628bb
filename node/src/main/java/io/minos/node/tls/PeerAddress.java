package io.minos.node.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * Whether a peer's certificate is for the address that the peer comes from (etcd 3.4, pkg/transport/listener_tls.go,
 * checkCertSAN). A certificate without any such name may come from anywhere. Asks the name service, when names are all
 * that could fit.
 */
final class PeerAddress {
    private PeerAddress() {}

    static void check(X509Certificate certificate, InetAddress remote) throws CertificateException {
        AlternativeNames names = AlternativeNames.of(certificate);
        String address = remote.getHostAddress();
        if (names.isEmpty() || names.include(address)) {
            return;
        }
        if (names.dnsNames().isEmpty()) {
            throw new CertificateException("x509: certificate is valid for " + String.join(", ", names.addresses()) + ", not " + address);
        }
        if (!isOneOf(names.dnsNames(), remote)) {
            throw new CertificateException("tls: \"" + address + "\" does not match any of DNSNames " + names.dnsNames());
        }
    }

    /** Names to addresses first: the JVM remembers those answers. */
    private static boolean isOneOf(List<String> names, InetAddress remote) {
        for (String name : names) {
            if (!name.startsWith("*.") && addresses(name).contains(remote)) {
                return true;
            }
        }
        String host = remote.getCanonicalHostName();
        return names.stream().anyMatch(name -> name.startsWith("*.") ? host.endsWith(name.substring(1)) : name.equals(host));
    }

    private static List<InetAddress> addresses(String name) {
        try {
            return Arrays.asList(InetAddress.getAllByName(name));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
