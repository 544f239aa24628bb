package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.etcd.api.HashKVResponse;
import io.minos.etcd.api.ResponseHeader;
import io.minos.node.runtime.HashComparison.Answer;
import io.minos.node.runtime.HashComparison.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The cases of etcd 3.4's etcdserver/corrupt.go, one by one. */
class HashComparisonTest {
    private static HashKVResponse hash(int hash, long revision, long compacted) {
        return HashKVResponse.newBuilder().setHeader(ResponseHeader.newBuilder().setRevision(revision)).setHash(hash).setCompactRevision(compacted).build();
    }

    private static Answer peer(int hash, long revision, long compacted) {
        return new Answer(2, Optional.of(hash(hash, revision, compacted)), "");
    }

    private static final Answer SILENT = new Answer(2, Optional.empty(), "etcdserver: mvcc: required revision is a future revision");

    private static Optional<Long> suspectAtLeader(HashKVResponse before, HashKVResponse after, Answer answer) {
        return HashComparison.atLeader(1, before, after, List.of(answer)).stream().flatMap(finding -> finding.suspect().stream()).findFirst();
    }

    @Test
    void at_the_start_only_another_hash_at_the_same_compaction_is_a_mismatch() {
        assertThat(HashComparison.initial(hash(7, 10, 3), List.of(peer(7, 12, 3)))).isEmpty();
        assertThat(HashComparison.initial(hash(7, 10, 3), List.of(peer(8, 12, 3)))).extracting(Finding::suspect).containsExactly(Optional.of(2L));
        assertThat(HashComparison.initial(hash(7, 10, 3), List.of(peer(8, 12, 4)))).extracting(Finding::suspect).containsExactly(Optional.empty());
        assertThat(HashComparison.initial(hash(7, 10, 3), List.of(SILENT))).extracting(Finding::suspect).containsExactly(Optional.empty());
        assertThat(HashComparison.initial(hash(-1, 10, 3), List.of(peer(8, 12, 3))).get(0).text())
                .isEqualTo("found different hash values from remote peer 2: hash 8 (revision 12, compacted at 3), here: hash 4294967295 (revision 10, compacted at 3)");
    }

    @Test
    void a_follower_with_another_hash_is_wrong() {
        assertThat(suspectAtLeader(hash(7, 10, 3), hash(9, 12, 3), peer(7, 10, 3))).isEmpty();
        assertThat(suspectAtLeader(hash(7, 10, 3), hash(9, 12, 3), peer(8, 10, 3))).contains(2L);
    }

    @Test
    void hashes_of_different_compactions_are_not_compared() {
        assertThat(suspectAtLeader(hash(7, 10, 3), hash(9, 12, 5), peer(8, 11, 5))).isEmpty();
        assertThat(suspectAtLeader(hash(7, 10, 3), hash(9, 12, 3), peer(8, 11, 1))).isEmpty();
        assertThat(suspectAtLeader(hash(7, 10, 3), hash(9, 12, 3), SILENT)).isEmpty();
    }

    @Test
    void a_follower_that_is_ahead_of_what_the_leader_has_read_since_is_wrong() {
        assertThat(suspectAtLeader(hash(7, 10, 3), hash(9, 12, 3), peer(7, 12, 3))).isEmpty();
        assertThat(suspectAtLeader(hash(7, 10, 3), hash(9, 12, 3), peer(7, 13, 3))).contains(2L);
        assertThat(suspectAtLeader(hash(7, 10, 3), hash(9, 12, 3), peer(7, 12, 4))).contains(2L);
    }

    @Test
    void a_leader_whose_own_hash_changes_by_itself_is_wrong() {
        assertThat(suspectAtLeader(hash(7, 10, 3), hash(8, 10, 3), SILENT)).contains(1L);
        assertThat(suspectAtLeader(hash(7, 10, 3), hash(8, 11, 3), SILENT)).isEmpty();
        assertThat(suspectAtLeader(hash(7, 10, 3), hash(8, 10, 4), SILENT)).isEmpty();
    }
}
