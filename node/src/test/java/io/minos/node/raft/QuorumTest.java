package io.minos.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuorumTest {
    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,2", "4,3", "5,3", "6,4", "7,4"})
    void a_quorum_is_more_than_half(int voters, int quorum) {
        assertThat(Quorum.size(voters)).isEqualTo(quorum);
        assertThat(Quorum.isQuorum(quorum, voters)).isTrue();
        assertThat(Quorum.isQuorum(quorum - 1, voters)).isFalse();
    }

    /** As many as there are voters, 10 times 1, 2, 3, …, the greatest first. */
    @ParameterizedTest
    @CsvSource({"0,0", "1,10", "2,10", "3,20", "4,20", "5,30"})
    void reached_is_what_a_quorum_has(long voters, long reached) {
        long[] falling = LongStream.rangeClosed(1, voters).map(voter -> 10 * (voters + 1 - voter)).toArray();
        assertThat(Quorum.reached(falling)).isEqualTo(reached);
    }

    @Test
    void nobody_is_no_quorum() {
        assertThat(Quorum.isQuorum(new TreeSet<>(List.of()), id -> true)).isFalse();
    }
}
