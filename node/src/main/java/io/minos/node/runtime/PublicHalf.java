package io.minos.node.runtime;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** The public key that belongs to a private one, which a PKCS#8 file need not hold. */
final class PublicHalf {
    private PublicHalf() {}

    static PublicKey of(PrivateKey key, PrivateKeyInfo info) throws IOException {
        if (key instanceof RSAPrivateCrtKey rsa) {
            try {
                return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
            } catch (GeneralSecurityException unusable) {
                throw new IOException(unusable.getMessage(), unusable);
            }
        }
        if (!key.getAlgorithm().startsWith("EC")) {
            throw new IOException("a key of another kind: " + key.getAlgorithm());
        }
        ASN1ObjectIdentifier curve = ASN1ObjectIdentifier.getInstance(info.getPrivateKeyAlgorithm().getParameters());
        X9ECParameters parameters = ECNamedCurveTable.getByOID(curve);
        BigInteger secret = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
        byte[] point = parameters.getG().multiply(secret).normalize().getEncoded(false);
        return new JcaPEMKeyConverter().getPublicKey(new SubjectPublicKeyInfo(info.getPrivateKeyAlgorithm(), point));
    }
}
