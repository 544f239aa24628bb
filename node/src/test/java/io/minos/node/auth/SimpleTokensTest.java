package io.minos.node.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimpleTokensTest {
    private static final long TTL = 100;
    private final SimpleTokens tokens = new SimpleTokens(TTL, 10);

    @Test
    void a_token_names_the_entry_that_gave_it_out() {
        assertThat(SimpleTokens.token("abc", 17)).isEqualTo("abc.17");
        assertThat(SimpleTokens.index("abc.17")).contains(17L);
        for (String none : new String[] {"", "abc", "abc.", "abc.x", "a.b.7", "abc.99999999999999999999"}) {
            assertThat(SimpleTokens.index(none)).as(none).isEmpty();
        }
    }

    @Test
    void a_token_ends_when_it_is_not_used_for_its_time() {
        tokens.assign("t.11", "u", 11, 0);
        assertThat(tokens.use("t.11", TTL - 1)).contains("u");
        assertThat(tokens.use("t.11", 2 * TTL - 2)).contains("u");
        assertThat(tokens.use("t.11", 3 * TTL - 2)).isEmpty();
        assertThat(tokens.use("t.11", 3 * TTL - 2)).isEmpty();
    }

    @Test
    void those_that_ran_out_are_forgotten_and_no_others() {
        tokens.assign("t.11", "u", 11, 0);
        tokens.assign("t.12", "u", 12, 1);
        tokens.use("t.11", 5);
        tokens.tick(TTL + 1);
        assertThat(tokens.use("t.12", 6)).as("begun at 1, forgotten").isEmpty();
        assertThat(tokens.use("t.11", 6)).contains("u");
    }

    @Test
    void a_users_tokens_end_with_its_password() {
        tokens.assign("t.11", "u", 11, 0);
        tokens.assign("t.12", "v", 12, 0);
        tokens.invalidate("u");
        assertThat(tokens.use("t.11", 1)).isEmpty();
        assertThat(tokens.use("t.12", 1)).contains("v");
        tokens.clear();
        assertThat(tokens.use("t.12", 1)).isEmpty();
    }

    /** After a restart the log is applied once more: tokens that have run out since must not be good again. */
    @Test
    void entries_found_in_the_log_give_out_nothing() {
        tokens.assign("t.10", "u", 10, 0);
        assertThat(tokens.use("t.10", 1)).isEmpty();
    }
}
