package io.minos.node.config;

import java.util.List;

/**
 * What the flags ask for on one side, clients or peers. Texts are empty where a flag is not given.
 *
 * @param trustedCaFile if given, the other side must have a certificate of these CAs, whatever {@code clientCertAuth} says
 * @param allowedCn the one common name that is admitted
 * @param allowedHostname the one name that an admitted certificate must be for
 * @param checkAddress whether the name in a certificate must be that of the address it comes from
 * @param auto make a certificate if there is none
 * @param cipherSuites as Go spells them; empty: the defaults
 */
public record TlsOptions(String certFile, String keyFile, String trustedCaFile, String crlFile, boolean clientCertAuth,
        String allowedCn, String allowedHostname, boolean checkAddress, boolean auto, List<String> cipherSuites) {
    public static final TlsOptions NONE = new TlsOptions("", "", "", "", false, "", "", false, false, List.of());

    public TlsOptions {
        cipherSuites = List.copyOf(cipherSuites);
    }

    /** Neither a certificate nor a key, as etcd counts it. */
    public boolean isEmpty() {
        return certFile.isEmpty() && keyFile.isEmpty();
    }

    /** Nothing at all is asked for that could matter to cleartext. */
    public boolean isUnset() {
        return isEmpty() && trustedCaFile.isEmpty() && !auto && cipherSuites.isEmpty();
    }

    public boolean isCertificateRequired() {
        return clientCertAuth || !trustedCaFile.isEmpty();
    }

    /** The same with the certificate and key that were made for it. */
    public TlsOptions with(String madeCertFile, String madeKeyFile) {
        return new TlsOptions(madeCertFile, madeKeyFile, trustedCaFile, crlFile, clientCertAuth, allowedCn, allowedHostname, checkAddress, auto, cipherSuites);
    }

    /** What etcd 3.4 says of options that do nothing where they are (embed/etcd.go). */
    List<String> ignoredAt(List<String> urls, boolean ofPeers) {
        List<String> notices = new java.util.ArrayList<>();
        String side = ofPeers ? "peer" : "client";
        if (auto && !isEmpty()) {
            notices.add("ignoring " + side + " auto TLS since certs given");
        }
        for (String url : urls) {
            if (url.startsWith("http:") && (auto || !isEmpty())) {
                notices.add("The scheme of " + side + " url " + url + " is HTTP while peer key/cert files are presented. Ignored " + (ofPeers ? "peer " : "") + "key/cert files.");
            }
            if (url.startsWith("http:") && clientCertAuth) {
                notices.add("The scheme of " + side + " url " + url + " is HTTP while client cert auth (--" + (ofPeers ? "peer-" : "")
                        + "client-cert-auth) is enabled. Ignored client cert auth for this url.");
            }
        }
        if (clientCertAuth && trustedCaFile.isEmpty() && urls.stream().anyMatch(url -> url.startsWith("https:"))) {
            String prefix = ofPeers ? "--peer-" : "--";
            notices.add(prefix + "client-cert-auth without " + prefix + "trusted-ca-file: every CA that the JVM trusts may vouch for a " + side);
        }
        return notices;
    }
}
