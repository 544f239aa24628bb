package io.minos.node.runtime;

import io.minos.node.config.AuthOptions;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/**
 * The keys of signed tokens, from PEM files.
 *
 * @param signing empty for a member that only verifies
 */
record JwtKeys(Key verifying, Optional<Key> signing) {
    static JwtKeys read(AuthOptions.Jwt options) throws StartException {
        if (options.signMethod().startsWith("HS")) {
            Key secret = new SecretKeySpec(bytes(options.privateKey().orElseThrow()), "HmacSHA" + options.signMethod().substring(2));
            return new JwtKeys(secret, Optional.of(secret));
        }
        if (options.privateKey().isEmpty()) {
            Path file = options.publicKey().orElseThrow();
            return new JwtKeys(checked(publicKey(file, options.signMethod()), file, options.signMethod()), Optional.empty());
        }
        Path file = options.privateKey().get();
        Pair pair = pair(file, options.signMethod());
        if (options.publicKey().isPresent() && !publicKey(options.publicKey().get(), options.signMethod()).equals(pair.publicKey())) {
            throw new StartException("auth: public and private keys don't match: " + options.publicKey().get() + ", " + file);
        }
        return new JwtKeys(checked(pair.publicKey(), file, options.signMethod()), Optional.of(pair.privateKey()));
    }

    private record Pair(PrivateKey privateKey, PublicKey publicKey) {}

    private static Pair pair(Path file, String method) throws StartException {
        try {
            Object parsed = parsed(file);
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            if (parsed instanceof PEMKeyPair both) { // PKCS#1 and SEC1
                return new Pair(converter.getPrivateKey(both.getPrivateKeyInfo()), converter.getPublicKey(both.getPublicKeyInfo()));
            }
            if (parsed instanceof PrivateKeyInfo alone) { // PKCS#8
                PrivateKey key = converter.getPrivateKey(alone);
                return new Pair(key, PublicHalf.of(key, alone));
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            throw wrong(file, method, String.valueOf(unreadable.getMessage()));
        }
        throw wrong(file, method, "it holds no private key in PEM");
    }

    private static PublicKey publicKey(Path file, String method) throws StartException {
        try {
            Object parsed = parsed(file);
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            if (parsed instanceof SubjectPublicKeyInfo key) {
                return converter.getPublicKey(key);
            }
            if (parsed instanceof X509CertificateHolder certificate) {
                return converter.getPublicKey(certificate.getSubjectPublicKeyInfo());
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            throw wrong(file, method, String.valueOf(unreadable.getMessage()));
        }
        throw wrong(file, method, "it holds no public key in PEM");
    }

    private static PublicKey checked(PublicKey key, Path file, String method) throws StartException {
        boolean fits = method.startsWith("ES") ? key instanceof ECPublicKey : key instanceof RSAPublicKey;
        if (!fits) {
            throw wrong(file, method, "it holds a key of another kind: " + key.getAlgorithm());
        }
        return key;
    }

    /** The first key; openssl puts an EC key's parameters before it. */
    private static @Nullable Object parsed(Path file) throws IOException, StartException {
        try (PEMParser parser = new PEMParser(new StringReader(new String(bytes(file), StandardCharsets.UTF_8)))) {
            Object next = parser.readObject();
            while (next instanceof org.bouncycastle.asn1.ASN1ObjectIdentifier) {
                next = parser.readObject();
            }
            return next;
        }
    }

    private static byte[] bytes(Path file) throws StartException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new StartException("auth: invalid auth options: cannot read the key " + file + " of --auth-token");
        }
    }

    private static StartException wrong(Path file, String method, String why) {
        return new StartException("auth: the key " + file + " of --auth-token does not fit sign-method " + method + ": " + why);
    }
}
