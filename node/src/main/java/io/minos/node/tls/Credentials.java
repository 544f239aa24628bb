package io.minos.node.tls;

import io.minos.node.config.TlsOptions;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one reading of the files has given.
 *
 * @param identity none when the options name none
 * @param authorities empty: those that the JVM trusts
 * @param revoked serial numbers, whoever gave them out, as etcd takes them
 */
record Credentials(Optional<Identity> identity, List<X509Certificate> authorities, Set<BigInteger> revoked) {

    /** @param chain the leaf first, whose key {@code key} is */
    record Identity(PrivateKey key, List<X509Certificate> chain) {}

    static Credentials of(TlsOptions options, TlsFiles files) throws TlsException {
        Optional<Identity> identity = options.isEmpty() ? Optional.empty() : Optional.of(identity(options, files));
        List<X509Certificate> authorities = options.trustedCaFile().isEmpty() ? List.of() : Pem.authorities(options.trustedCaFile(), files.trustedCa());
        Set<BigInteger> revoked = new HashSet<>();
        if (!options.crlFile().isEmpty()) {
            for (var list : Pem.revocationLists(options.crlFile(), files.crl())) {
                var entries = list.getRevokedCertificates();
                if (entries != null) {
                    entries.forEach(entry -> revoked.add(entry.getSerialNumber()));
                }
            }
        }
        return new Credentials(identity, authorities, Set.copyOf(revoked));
    }

    private static Identity identity(TlsOptions options, TlsFiles files) throws TlsException {
        List<X509Certificate> chain = Pem.chain(options.certFile(), files.cert());
        PrivateKey key = Pem.key(options.keyFile(), files.key());
        PublicKey publicKey = chain.get(0).getPublicKey();
        String what = !publicKey.getAlgorithm().equals(key.getAlgorithm()) ? "tls: private key type does not match public key type"
                : areOnePair(key, publicKey) ? "" : "tls: private key does not match public key";
        if (!what.isEmpty()) {
            throw new TlsException(what + ": " + options.keyFile() + ", " + options.certFile());
        }
        return new Identity(key, chain);
    }

    /** What the one signs the other verifies. */
    private static boolean areOnePair(PrivateKey key, PublicKey publicKey) throws TlsException {
        byte[] text = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(switch (key.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> key.getAlgorithm();
            });
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            throw new TlsException("tls: a private key of this kind is not supported: " + e.getMessage());
        }
    }
}
