package io.minos.node.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Whether a peer's certificate is for the address that the peer comes from (etcd 3.4, pkg/transport/listener_tls.go,
 * checkCertSAN). A certificate without any such name may come from anywhere. Asks the name service, when names are all
 * that could fit.
 */
final class PeerAddress {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private PeerAddress() {}

    static void check(X509Certificate certificate, InetAddress remote) throws CertificateException {
        List<String> names = names(certificate, DNS_NAME);
        boolean hasAddresses = !names(certificate, IP_ADDRESS).isEmpty();
        if (!hasAddresses && names.isEmpty() || hasAddresses && Admission.isFor(certificate, remote.getHostAddress())) {
            return;
        }
        if (names.isEmpty()) {
            throw new CertificateException("x509: certificate is valid for " + String.join(", ", names(certificate, IP_ADDRESS)) + ", not " + remote.getHostAddress());
        }
        if (!isOneOf(names, remote)) {
            throw new CertificateException("tls: \"" + remote.getHostAddress() + "\" does not match any of DNSNames " + names);
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

    private static List<String> names(X509Certificate certificate, int kind) throws CertificateException {
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        List<String> names = new ArrayList<>();
        if (all != null) {
            for (List<?> name : all) {
                if (Integer.valueOf(kind).equals(name.get(0))) {
                    names.add(String.valueOf(name.get(1)));
                }
            }
        }
        return names;
    }
}
