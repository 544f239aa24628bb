package io.minos.node.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.node.config.TlsOptions;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final Authority CA = new Authority("ca");

    @TempDir
    Path dir;

    private Path cert;
    private Path key;

    @BeforeEach
    void write() {
        cert = dir.resolve("cert.pem");
        key = dir.resolve("key.pem");
        CA.issue("a", "127.0.0.1").writeTo(cert, key);
    }

    private static TlsOptions options(Object cert, Object key, Object ca, Object crl, String cn, String hostname, String... suites) {
        return new TlsOptions(cert.toString(), key.toString(), ca.toString(), crl.toString(), false, cn, hostname, false, false, List.of(suites));
    }

    private Tls open(TlsOptions options) throws TlsException {
        return Tls.open(options, dir.resolve("made"), List.of(URI.create("https://127.0.0.1:1"), URI.create("https://localhost:1"), URI.create("https://[::1]:1")));
    }

    @Test
    void options_that_make_no_sense_are_refused_in_etcds_words() {
        assertThatThrownBy(() -> open(options(cert, "", "", "", "", ""))).hasMessage("KeyFile and CertFile must both be present[key: , cert: " + cert + "]");
        assertThatThrownBy(() -> open(options(cert, "/nope", "", "", "", ""))).hasMessage("open /nope: no such file or directory");
        assertThatThrownBy(() -> open(options(cert, key, "/nope", "", "", ""))).hasMessage("open /nope: no such file or directory");
        assertThatThrownBy(() -> open(options(cert, key, "", "/nope", "", ""))).hasMessage("open /nope: no such file or directory");
        assertThatThrownBy(() -> open(options(cert, key, "", "", "a", "b"))).hasMessage("AllowedCN and AllowedHostname are mutually exclusive (cn=\"a\", hostname=\"b\")");
        assertThatThrownBy(() -> open(options(cert, key, "", "", "", "", "TLS_AES_128_GCM_SHA256", "FOO"))).hasMessage("unexpected TLS cipher suite \"FOO\"");
    }

    @Test
    void a_key_of_another_certificate_is_refused() {
        Path other = dir.resolve("other.pem");
        CA.issue("b").writeTo(dir.resolve("unused.pem"), other);
        assertThatThrownBy(() -> open(options(cert, other, "", "", "", ""))).hasMessageStartingWith("tls: private key does not match public key");
        new Authority.Issued(Authority.keyPair("RSA"), CA.issue("c").certificate()).writeTo(dir.resolve("unused.pem"), other);
        assertThatThrownBy(() -> open(options(cert, other, "", "", "", ""))).hasMessageStartingWith("tls: private key type does not match public key type");
    }

    @Test
    void new_files_make_a_new_context_and_bad_ones_leave_the_old() throws Exception {
        LiveContext live = new LiveContext(options(cert, key, "", "", "", ""), false);
        SSLContext first = live.current().context();
        assertThat(live.current().context()).as("nothing has changed").isSameAs(first);
        Authority.Issued next = CA.issue("b", "127.0.0.1");
        next.writeTo(cert, dir.resolve("key.new"));
        assertThat(live.current().context()).as("half of a change").isSameAs(first);
        Files.move(dir.resolve("key.new"), key, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(live.current().context()).isNotSameAs(first);
        assertThat(live.current().credentials().identity().orElseThrow().chain()).containsExactly(next.certificate());
        Files.delete(cert);
        assertThat(live.current().credentials().identity().orElseThrow().chain()).containsExactly(next.certificate());
    }

    // ---- a certificate of our own making

    @Test
    void a_certificate_is_made_for_a_year_and_kept() throws Exception {
        TlsOptions auto = new TlsOptions("", "", "", "", false, "", "", false, true, List.of());
        assertThat(open(auto).hasCertificate()).isTrue();
        Path made = dir.resolve("made");
        byte[] bytes = Files.readAllBytes(made.resolve("cert.pem"));
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("O=etcd");
        assertThat(Duration.between(Instant.now(), certificate.getNotAfter().toInstant()).toDays()).isBetween(364L, 366L);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        for (String host : List.of("127.0.0.1", "localhost", "::1")) {
            assertThat(AlternativeNames.of(certificate).include(host)).as(host).isTrue();
        }
        assertThat(AlternativeNames.of(certificate).include("127.0.0.2")).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made))).isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve("key.pem")))).isEqualTo("rw-------");
        open(auto);
        assertThat(Files.readAllBytes(made.resolve("cert.pem"))).as("the second time").isEqualTo(bytes);
    }

    // ---- who is let in

    private static void admit(TlsOptions options, Authority.Issued shown, Set<java.math.BigInteger> revoked) throws CertificateException {
        new Admission(options).check(new X509Certificate[] {shown.certificate()}, revoked);
    }

    @Test
    void names_dates_and_revocations_are_checked() {
        Authority.Issued a = CA.issue("a", "h", "*.w.org");
        assertThatCode(() -> admit(options("", "", "", "", "a", ""), a, Set.of())).doesNotThrowAnyException();
        assertThatThrownBy(() -> admit(options("", "", "", "", "b", ""), a, Set.of())).hasMessage("client certificate authentication failed");
        assertThatCode(() -> admit(options("", "", "", "", "", "h"), a, Set.of())).doesNotThrowAnyException();
        assertThatCode(() -> admit(options("", "", "", "", "", "x.w.org"), a, Set.of())).doesNotThrowAnyException();
        assertThatThrownBy(() -> admit(options("", "", "", "", "", "a"), a, Set.of())).as("the common name is no host name").hasMessage("client certificate authentication failed");
        assertThatThrownBy(() -> admit(options("", "", "", "", "", "h"), CA.issue("h"), Set.of())).hasMessage("client certificate authentication failed");
        assertThatThrownBy(() -> admit(TlsOptions.NONE, a, Set.of(a.certificate().getSerialNumber())))
                .hasMessage("transport: certificate serial " + a.certificate().getSerialNumber().toString(16) + " revoked");
        assertThatThrownBy(() -> admit(TlsOptions.NONE, CA.issue("a", Duration.ofSeconds(-1)), Set.of())).hasMessageContaining("NotAfter");
    }

    @Test
    void a_peers_certificate_is_for_the_address_it_comes_from() throws Exception {
        InetAddress here = InetAddress.getByName("127.0.0.1");
        for (Authority.Issued good : List.of(CA.issue("a"), CA.issue("a", "127.0.0.1"), CA.issue("a", "10.0.0.1", "localhost"), CA.issue("a", "localhost"))) {
            assertThatCode(() -> PeerAddress.check(good.certificate(), here)).doesNotThrowAnyException();
        }
        assertThatThrownBy(() -> PeerAddress.check(CA.issue("a", "10.0.0.1").certificate(), here)).hasMessage("x509: certificate is valid for 10.0.0.1, not 127.0.0.1");
        assertThatThrownBy(() -> PeerAddress.check(CA.issue("a", "other.invalid", "*.invalid").certificate(), here))
                .hasMessage("tls: \"127.0.0.1\" does not match any of DNSNames [other.invalid, *.invalid]");
    }
}
