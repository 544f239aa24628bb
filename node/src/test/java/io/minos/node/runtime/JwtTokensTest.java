package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.node.auth.Claim;
import io.minos.node.auth.Identity;
import io.minos.node.config.AuthOptions;
import io.minos.node.front.RpcException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwtTokensTest {
    private static final Identity ALICE = new Identity("alice", 7);
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final String SEC1 = """
            -----BEGIN EC PARAMETERS-----
            BggqhkjOPQMBBw==
            -----END EC PARAMETERS-----
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIEMrN/3fB/yKycfYIMxA0Gw1aUza2lZ665LVBtIYGHLgoAoGCCqGSM49
            AwEHoUQDQgAEfiffPkrRayGz1yaT2Cjtb+Nc7+MtPJe5NoUcEYa4ZXIYy/5hL/Ey
            TJwIcgrMmXPlH0ANXa/hNa3hP1sD6QgtRQ==
            -----END EC PRIVATE KEY-----
            """;

    @TempDir
    Path directory;

    /** PKCS#8, and PKCS#1 as well. */
    @ParameterizedTest
    @CsvSource({"RS256,RSA,true", "RS512,RSA,false", "PS256,RSA,true", "ES256,secp256r1,true", "ES384,secp384r1,true"})
    void a_token_that_was_signed_is_believed_by_those_who_hold_the_public_key(String method, String kind, boolean pkcs8) throws Exception {
        KeyPair pair = pair(kind);
        Path privateKey = pkcs8 ? write("k.pem", new JcaPKCS8Generator(pair.getPrivate(), null)) : write("k.pem", new JcaMiscPEMGenerator(pair.getPrivate()));
        Path publicKey = write("p.pem", new JcaMiscPEMGenerator(pair.getPublic()));
        JwtTokens both = tokens(method, privateKey, publicKey);
        String token = both.signed(ALICE).orElseThrow();
        assertThat(both.claim(token)).isEqualTo(new Claim.Proven(ALICE));
        JwtTokens verifying = JwtTokens.of(new AuthOptions.Jwt(method, Optional.of(publicKey), Optional.empty(), TTL));
        assertThat(verifying.claim(token)).isEqualTo(new Claim.Proven(ALICE));
        assertThatThrownBy(() -> verifying.signed(ALICE)).isInstanceOf(RpcException.class).hasMessage("auth: token signing attempted with verify-only key");
        assertThat(tokens(method, write("o.pem", new JcaPKCS8Generator(pair(kind).getPrivate(), null)), null).claim(token)).isInstanceOf(Claim.Invalid.class);
    }

    /** What {@code openssl ecparam -genkey} writes: the curve, then the key in SEC1. */
    @Test
    void the_oldest_form_of_a_key_will_do() throws Exception {
        Path file = Files.writeString(directory.resolve("sec1.pem"), SEC1);
        JwtTokens tokens = tokens("ES256", file, null);
        assertThat(tokens.claim(tokens.signed(ALICE).orElseThrow())).isEqualTo(new Claim.Proven(ALICE));
    }

    /** etcd takes any file for a secret, however short. */
    @Test
    void a_secret_is_shared() throws Exception {
        JwtTokens tokens = tokens("HS256", Files.writeString(directory.resolve("s"), "short"), null);
        assertThat(tokens.claim(tokens.signed(ALICE).orElseThrow())).isEqualTo(new Claim.Proven(ALICE));
        JwtTokens others = tokens("HS256", Files.writeString(directory.resolve("t"), "other"), null);
        assertThat(others.claim(tokens.signed(ALICE).orElseThrow())).isInstanceOf(Claim.Invalid.class);
    }

    @Test
    void what_is_no_token_or_says_nothing_is_worth_nothing() throws Exception {
        JwtTokens tokens = tokens("HS256", Files.writeString(directory.resolve("s"), "secret"), null);
        String[] parts = tokens.signed(ALICE).orElseThrow().split("\\.");
        String forged = parts[0] + "." + base64(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8).replace("alice", "root")) + "." + parts[2];
        String unsigned = base64("{\"alg\":\"none\"}") + "." + parts[1] + ".";
        JwtTokens stronger = tokens("HS512", directory.resolve("s"), null);
        for (String text : new String[] {"", "x", "a.b.c", "abcdefgh.7", forged, unsigned, stronger.signed(ALICE).orElseThrow()}) {
            assertThat(tokens.claim(text)).as(text).isInstanceOf(Claim.Invalid.class);
        }
    }

    @Test
    void a_token_ends_with_its_time() throws Exception {
        Path secret = Files.writeString(directory.resolve("s"), "secret");
        JwtTokens past = JwtTokens.of(new AuthOptions.Jwt("HS256", Optional.empty(), Optional.of(secret), Duration.ofSeconds(-1)));
        assertThat(past.claim(past.signed(ALICE).orElseThrow())).isInstanceOf(Claim.Invalid.class);
    }

    @Test
    void keys_that_cannot_be_used_are_told_in_one_line() throws Exception {
        Path rsa = write("rsa.pem", new JcaPKCS8Generator(pair("RSA").getPrivate(), null));
        Path ec = write("ec.pem", new JcaPKCS8Generator(pair("secp256r1").getPrivate(), null));
        Path otherPublic = write("p.pem", new JcaMiscPEMGenerator(pair("RSA").getPublic()));
        Path text = Files.writeString(directory.resolve("text"), "no key");
        assertThatThrownBy(() -> tokens("RS256", ec, null)).isInstanceOf(StartException.class).hasMessageContaining("does not fit sign-method RS256").hasMessageContaining("another kind");
        assertThatThrownBy(() -> tokens("ES256", rsa, null)).isInstanceOf(StartException.class).hasMessageContaining("does not fit sign-method ES256");
        assertThatThrownBy(() -> tokens("RS256", text, null)).isInstanceOf(StartException.class).hasMessageContaining("no private key in PEM");
        assertThatThrownBy(() -> tokens("RS256", rsa, rsa)).isInstanceOf(StartException.class).hasMessageContaining("no public key in PEM");
        assertThatThrownBy(() -> tokens("RS256", rsa, otherPublic)).isInstanceOf(StartException.class).hasMessageContaining("public and private keys don't match");
        assertThatThrownBy(() -> tokens("RS256", directory.resolve("none"), null)).isInstanceOf(StartException.class).hasMessageContaining("cannot read the key");
    }

    private static JwtTokens tokens(String method, Path privateKey, @org.jspecify.annotations.Nullable Path publicKey) throws StartException {
        return JwtTokens.of(new AuthOptions.Jwt(method, Optional.ofNullable(publicKey), Optional.of(privateKey), TTL));
    }

    private static KeyPair pair(String kind) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.equals("RSA") ? "RSA" : "EC");
        if (kind.equals("RSA")) {
            generator.initialize(2048);
        } else {
            generator.initialize(new ECGenParameterSpec(kind));
        }
        return generator.generateKeyPair();
    }

    private Path write(String name, org.bouncycastle.util.io.pem.PemObjectGenerator key) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(key);
        }
        return Files.writeString(directory.resolve(name), text.toString());
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
