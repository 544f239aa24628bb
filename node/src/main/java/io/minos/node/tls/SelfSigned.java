package io.minos.node.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** What the auto-tls flags give: a certificate for the hosts listened on, good for a year (etcd 3.4, pkg/transport, SelfCert). */
final class SelfSigned {
    private static final int SERIAL_BITS = 128;

    /** @param cert beside {@code key}, in PEM */
    record Pair(Path cert, Path key) {}

    private SelfSigned() {}

    /** Those that are in {@code directory} already, or new ones. */
    static Pair in(Path directory, List<String> hosts) throws TlsException {
        Pair files = new Pair(directory.resolve("cert.pem"), directory.resolve("key.pem"));
        if (Files.exists(files.cert()) && Files.exists(files.key())) {
            return files;
        }
        try {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp521r1"));
            KeyPair pair = generator.generateKeyPair();
            Files.deleteIfExists(files.key());
            Files.createFile(files.key(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(files.key(), pem(new JcaPKCS8Generator(pair.getPrivate(), null)), StandardOpenOption.WRITE);
            Files.writeString(files.cert(), pem(certificate(pair, hosts)));
            return files;
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new TlsException("could not get certs (" + e + ")");
        }
    }

    private static X509Certificate certificate(KeyPair pair, List<String> hosts) throws GeneralSecurityException, IOException, OperatorCreationException {
        Instant now = Instant.now();
        X500Name name = new X500Name("O=etcd");
        GeneralName[] names = hosts.stream().distinct().map(SelfSigned::name).toArray(GeneralName[]::new);
        var builder = new JcaX509v3CertificateBuilder(name, new BigInteger(SERIAL_BITS, new SecureRandom()), Date.from(now),
                Date.from(now.atOffset(ZoneOffset.UTC).plusYears(1).toInstant()), name, pair.getPublic())
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder("SHA512withECDSA").build(pair.getPrivate())));
    }

    private static GeneralName name(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new GeneralName(AlternativeNames.isAddress(bare) ? GeneralName.iPAddress : GeneralName.dNSName, bare);
    }

    private static String pem(Object what) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(what);
        }
        return text.toString();
    }
}
