package io.minos.node.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cipher suites as Go names them (crypto/tls, CipherSuites and InsecureCipherSuites; etcd 3.4, pkg/tlsutil), to be told to a JVM. */
final class CipherSuites {
    /** Not a matter of configuration in Go; without them there would be no TLS 1.3. */
    private static final List<String> TLS_1_3 = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
    private static final Set<String> KNOWN = Set.of(
            "TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_CBC_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_RC4_128_SHA", "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private CipherSuites() {}

    static void check(List<String> names) throws TlsException {
        for (String name : names) {
            if (!KNOWN.contains(name)) {
                throw new TlsException("unexpected TLS cipher suite \"" + name + "\"");
            }
        }
    }

    /** The JVM's names; which of them it still lets be used is its own affair. */
    static String[] forJvm(List<String> names) {
        List<String> suites = new ArrayList<>(TLS_1_3);
        names.stream().filter(name -> !TLS_1_3.contains(name)).map(CipherSuites::forJvm).distinct().forEach(suites::add);
        return suites.toArray(String[]::new);
    }

    private static String forJvm(String name) {
        if (name.endsWith("_CHACHA20_POLY1305")) {
            return name + "_SHA256";
        }
        // the JDK keeps the names that SSL 3 had for these
        boolean old = name.startsWith("TLS_RSA_WITH_RC4") || name.startsWith("TLS_RSA_WITH_3DES");
        return old ? "SSL" + name.substring(3) : name;
    }
}
