package io.minos.node.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallerTest {
    @Test
    void who_shows_nothing_is_nobody() {
        assertThat(Caller.of(Optional.empty(), Optional.empty())).isSameAs(Caller.NOBODY);
        assertThat(Caller.of(Optional.of(""), Optional.empty())).as("an empty token is a token, and no good one").isNotEqualTo(Caller.NOBODY);
    }
}
