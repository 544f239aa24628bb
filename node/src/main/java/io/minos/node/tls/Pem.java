package io.minos.node.tls;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Certificates, keys and revocation lists as they are in files. Complaints are Go's (crypto/tls, X509KeyPair), with the file's name. */
final class Pem {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    private Pem() {}

    /** A chain, the leaf first; what is not a certificate is passed over. */
    static List<X509Certificate> chain(String file, ByteString text) throws TlsException {
        List<PemObject> blocks = blocks(file, text);
        List<X509Certificate> chain = new ArrayList<>();
        for (PemObject block : blocks) {
            if (block.getType().equals(CERTIFICATE)) {
                chain.add(certificate(file, block));
            }
        }
        if (!chain.isEmpty()) {
            return chain;
        }
        boolean switched = blocks.size() == 1 && blocks.get(0).getType().endsWith(PRIVATE_KEY);
        throw new TlsException(blocks.isEmpty() ? "tls: failed to find any PEM data in certificate input: " + file
                : switched ? "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched: " + file
                : "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: " + types(blocks) + ": " + file);
    }

    /** CAs. None at all would shut everybody out: that is refused, unlike in etcd. */
    static List<X509Certificate> authorities(String file, ByteString text) throws TlsException {
        List<X509Certificate> authorities = new ArrayList<>();
        for (PemObject block : blocks(file, text)) {
            authorities.add(certificate(file, block));
        }
        if (authorities.isEmpty()) {
            throw new TlsException("no CA certificate in " + file);
        }
        return authorities;
    }

    /** In PKCS#8, SEC1 or PKCS#1. */
    static PrivateKey key(String file, ByteString text) throws TlsException {
        List<PemObject> blocks = blocks(file, text);
        for (PemObject block : blocks) {
            if (block.getType().equals(PRIVATE_KEY) || block.getType().endsWith(" " + PRIVATE_KEY)) {
                return key(file, block);
            }
        }
        boolean certificate = blocks.size() == 1 && blocks.get(0).getType().equals(CERTIFICATE);
        throw new TlsException(blocks.isEmpty() ? "tls: failed to find any PEM data in key input: " + file
                : certificate ? "tls: found a certificate rather than a key in the PEM for the private key: " + file
                : "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: " + types(blocks) + ": " + file);
    }

    private static PrivateKey key(String file, PemObject block) throws TlsException {
        try {
            PrivateKeyInfo info = switch (block.getType()) {
                case PRIVATE_KEY -> PrivateKeyInfo.getInstance(block.getContent());
                case "RSA PRIVATE KEY" -> new PrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), RSAPrivateKey.getInstance(block.getContent()));
                case "EC PRIVATE KEY" -> elliptic(ECPrivateKey.getInstance(block.getContent()));
                default -> throw new TlsException("tls: failed to parse private key: a key in a " + block.getType() + " block is not supported: " + file);
            };
            return new JcaPEMKeyConverter().getPrivateKey(info);
        } catch (TlsException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new TlsException("tls: failed to parse private key: " + file);
        }
    }

    private static PrivateKeyInfo elliptic(ECPrivateKey key) throws IOException {
        ASN1Encodable curve = key.getParametersObject();
        if (curve == null) {
            throw new IOException("no curve");
        }
        return new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
    }

    /** In PEM or DER, one or several. */
    static List<X509CRL> revocationLists(String file, ByteString bytes) throws TlsException {
        try {
            List<X509CRL> lists = new ArrayList<>();
            for (CRL list : CertificateFactory.getInstance("X.509").generateCRLs(bytes.newInput())) {
                lists.add((X509CRL) list);
            }
            if (lists.isEmpty()) {
                throw new TlsException("no certificate revocation list in " + file);
            }
            return lists;
        } catch (CRLException | CertificateException e) {
            throw new TlsException("cannot read the certificate revocation list " + file + ": " + firstLine(e));
        }
    }

    private static X509Certificate certificate(String file, PemObject block) throws TlsException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(ByteString.copyFrom(block.getContent()).newInput());
        } catch (CertificateException e) {
            throw new TlsException("x509: malformed certificate in " + file + ": " + firstLine(e));
        }
    }

    private static List<PemObject> blocks(String file, ByteString text) throws TlsException {
        try (PemReader reader = new PemReader(new StringReader(text.toString(StandardCharsets.ISO_8859_1)))) {
            List<PemObject> blocks = new ArrayList<>();
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                blocks.add(block);
            }
            return blocks;
        } catch (IOException | RuntimeException e) {
            throw new TlsException("not PEM: " + file + ": " + firstLine(e));
        }
    }

    private static String types(List<PemObject> blocks) {
        return blocks.stream().map(PemObject::getType).collect(Collectors.joining(" ", "[", "]"));
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
