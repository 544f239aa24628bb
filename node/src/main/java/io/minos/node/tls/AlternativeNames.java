package io.minos.node.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The hosts that a certificate is for (RFC 6125). As in Go, the subject's common name is none of them. */
record AlternativeNames(List<String> dnsNames, List<String> addresses) {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    static AlternativeNames of(X509Certificate certificate) throws CertificateException {
        return new AlternativeNames(names(certificate, DNS_NAME), names(certificate, IP_ADDRESS));
    }

    boolean isEmpty() {
        return dnsNames.isEmpty() && addresses.isEmpty();
    }

    boolean include(String host) {
        if (isAddress(host)) {
            Optional<InetAddress> wanted = address(host);
            return wanted.isPresent() && addresses.stream().anyMatch(address -> address(address).equals(wanted));
        }
        return dnsNames.stream().anyMatch(name -> matches(name.toLowerCase(Locale.ROOT), host.toLowerCase(Locale.ROOT)));
    }

    /** A star stands for one label, the first. */
    private static boolean matches(String name, String host) {
        int dot = host.indexOf('.');
        return name.equals(host) || name.startsWith("*.") && dot > 0 && name.substring(1).equals(host.substring(dot));
    }

    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    /** Nothing is looked up: it is an address already. */
    private static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
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
        return List.copyOf(names);
    }
}
