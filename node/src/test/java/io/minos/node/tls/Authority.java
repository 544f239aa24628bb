package io.minos.node.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test's own, and what it gives out. */
public final class Authority {
    private static final AtomicLong SERIALS = new AtomicLong(1000);
    private static final Duration LONG = Duration.ofHours(1);

    private final String name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    public Authority(String name) {
        this.name = name;
        this.keys = keyPair("EC");
        this.certificate = sign(new X500Name("CN=" + name), keys, Instant.now().plus(LONG), true, List.of());
    }

    /** A key and a certificate for it. */
    public record Issued(KeyPair keys, X509Certificate certificate) {
        /** Replaces both files, each at once. */
        public void writeTo(Path cert, Path key) {
            write(cert, pem(certificate));
            try {
                write(key, pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    public Issued issue(String commonName, String... hosts) {
        return issue(commonName, LONG, hosts);
    }

    /** @param life negative: expired by then */
    public Issued issue(String commonName, Duration life, String... hosts) {
        KeyPair subject = keyPair("EC");
        return new Issued(subject, sign(new X500Name("CN=" + commonName), subject, Instant.now().plus(life), false, Arrays.asList(hosts)));
    }

    static KeyPair keyPair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (!algorithm.equals("Ed25519")) {
                generator.initialize(algorithm.equals("EC") ? 256 : 2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    X509Certificate sign(X500Name subject, KeyPair subjectKeys, Instant until, boolean ca, List<String> hosts) {
        try {
            var builder = new JcaX509v3CertificateBuilder(new X500Name("CN=" + name), BigInteger.valueOf(SERIALS.incrementAndGet()),
                    Date.from(Instant.now().minus(LONG)), Date.from(until), subject, subjectKeys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
            if (!hosts.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(hosts.stream()
                        .map(host -> new GeneralName(host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, host)).toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    /** The authority's own certificate. */
    public Path writeTo(Path file) {
        write(file, pem(certificate));
        return file;
    }

    public Path writeRevocations(Path file, Issued... revoked) {
        try {
            var builder = new JcaX509v2CRLBuilder(certificate, new Date());
            builder.setNextUpdate(Date.from(Instant.now().plus(LONG)));
            for (Issued issued : revoked) {
                builder.addCRLEntry(issued.certificate().getSerialNumber(), new Date(), 0);
            }
            write(file, pem(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))));
            return file;
        } catch (OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    /** A client that trusts this authority and shows {@code own} to whoever asks, or nothing. */
    public SSLContext client(Issued... own) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = Arrays.stream(own).map(issued -> new OwnKey(new Credentials.Identity(issued.keys().getPrivate(), List.of(issued.certificate())))).toArray(KeyManager[]::new);
            context.init(keys, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String pem(Object what) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(what);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
