package io.minos.node.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.PrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    private static final Authority CA = new Authority("ca");

    private static PrivateKey read(String text) throws TlsException {
        return Pem.key("f", ByteString.copyFromUtf8(text));
    }

    private static String block(String type, byte[] content) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void keys_are_read_from_pkcs8(String algorithm) throws Exception {
        KeyPair pair = Authority.keyPair(algorithm);
        assertThat(read(Authority.pem(new JcaPKCS8Generator(pair.getPrivate(), null)))).isEqualTo(pair.getPrivate());
    }

    @Test
    void rsa_keys_are_read_from_pkcs1() throws Exception {
        KeyPair pair = Authority.keyPair("RSA");
        String text = Authority.pem(pair);
        assertThat(text).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(read(text)).isEqualTo(pair.getPrivate());
    }

    /** As openssl writes them: the curve in the key itself, and once more in a block before it. */
    @Test
    void elliptic_keys_are_read_from_sec1() throws Exception {
        KeyPair pair = Authority.keyPair("EC");
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        var curve = info.getPrivateKeyAlgorithm().getParameters();
        ECPrivateKey inner = ECPrivateKey.getInstance(info.parsePrivateKey());
        String text = block("EC PARAMETERS", curve.toASN1Primitive().getEncoded()) + block("EC PRIVATE KEY", new ECPrivateKey(256, inner.getKey(), curve).getEncoded());
        assertThat(((java.security.interfaces.ECPrivateKey) read(text)).getS()).isEqualTo(((java.security.interfaces.ECPrivateKey) pair.getPrivate()).getS());
    }

    @Test
    void what_is_no_key_is_refused_in_gos_words() throws IOException {
        Authority.Issued issued = CA.issue("a");
        assertThatThrownBy(() -> read("")).hasMessage("tls: failed to find any PEM data in key input: f");
        assertThatThrownBy(() -> read("hello\n")).hasMessage("tls: failed to find any PEM data in key input: f");
        assertThatThrownBy(() -> read(Authority.pem(issued.certificate()))).hasMessage("tls: found a certificate rather than a key in the PEM for the private key: f");
        assertThatThrownBy(() -> read(block("X", new byte[3]) + block("Y", new byte[3])))
                .hasMessage("tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: [X Y]: f");
        String garbage = block("PRIVATE KEY", new byte[9]);
        assertThatThrownBy(() -> read(garbage)).hasMessage("tls: failed to parse private key: f");
        assertThatThrownBy(() -> read(block("ENCRYPTED PRIVATE KEY", new byte[9]))).hasMessageContaining("a key in a ENCRYPTED PRIVATE KEY block is not supported");
    }

    @Test
    void what_is_no_certificate_is_refused_in_gos_words() throws IOException {
        Authority.Issued issued = CA.issue("a");
        assertThatThrownBy(() -> Pem.chain("f", ByteString.copyFromUtf8(Authority.pem(issued.keys()))))
                .hasMessage("tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched: f");
        assertThatThrownBy(() -> Pem.chain("f", ByteString.copyFrom(issued.certificate().getPublicKey().getEncoded()))).hasMessage("tls: failed to find any PEM data in certificate input: f");
        String garbage = block("CERTIFICATE", new byte[9]);
        assertThatThrownBy(() -> Pem.chain("f", ByteString.copyFromUtf8(garbage))).hasMessageStartingWith("x509: malformed certificate in f");
        assertThatThrownBy(() -> Pem.authorities("f", ByteString.EMPTY)).hasMessage("no CA certificate in f");
        assertThatThrownBy(() -> Pem.revocationLists("f", ByteString.copyFromUtf8("x"))).hasMessageContaining("f");
    }

    @Test
    void a_chain_is_read_in_its_order_past_what_is_none_of_it() throws Exception {
        Authority.Issued leaf = CA.issue("leaf");
        Authority.Issued other = CA.issue("other");
        String text = "# a comment\n" + Authority.pem(leaf.keys()) + Authority.pem(leaf.certificate()) + Authority.pem(other.certificate());
        assertThat(Pem.chain("f", ByteString.copyFromUtf8(text))).containsExactly(leaf.certificate(), other.certificate());
        assertThat(CommonName.of(other.certificate())).contains("other");
    }
}
