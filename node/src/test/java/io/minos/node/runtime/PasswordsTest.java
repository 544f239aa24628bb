package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private final Passwords passwords = new Passwords(5, Runnable::run);

    @Test
    void a_hash_is_bcrypts_at_the_cost_asked_for_and_never_the_same() {
        ByteString hash = passwords.hash("secret").join();
        assertThat(hash.toStringUtf8()).startsWith("$2a$05$").hasSize(60);
        assertThat(passwords.hash("secret").join()).isNotEqualTo(hash);
        assertThat(passwords.isRight("secret", hash).join()).isTrue();
        assertThat(passwords.isRight("Secret", hash).join()).isFalse();
        assertThat(passwords.isRight("", hash).join()).isFalse();
    }

    @Test
    void a_password_may_be_empty_but_a_missing_hash_fits_none() {
        assertThat(passwords.isRight("", passwords.hash("").join()).join()).isTrue();
        assertThat(passwords.isRight("", ByteString.EMPTY).join()).isFalse();
    }

    /** bcrypt itself knows the first 72 bytes only. */
    @Test
    void long_passwords_that_differ_at_their_end_differ() {
        ByteString hash = passwords.hash("x".repeat(100) + "a").join();
        assertThat(passwords.isRight("x".repeat(100) + "a", hash).join()).isTrue();
        assertThat(passwords.isRight("x".repeat(100) + "b", hash).join()).isFalse();
    }

    @Test
    void tokens_cannot_be_guessed() {
        assertThat(Passwords.tokenPrefix()).matches("[a-zA-Z]{16}").isNotEqualTo(Passwords.tokenPrefix());
    }
}
