package io.minos.checker.check;

import static io.minos.checker.check.ChecksTest.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Notation;
import io.minos.checker.linear.Budget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The promises about reads of old states, and those of the cluster as a whole, kept and broken, as in {@link ChecksTest}. */
class ClusterChecksTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;            0 w x 1 @2 | 0 w x 2 @3 | 1 sr x 1~2 @2
            valid;            0 w x 1 @2 | 0 w x 2 @3 | 1 sr x 2~3 @3
            never-was;        0 w x 1 @2 | 0 w x 2 @3 | 1 sr x 1~2 @3
            never-was;        0 w x 1 @2 | 0 w x 2 @3 | 1 sr x 2~3 @2
            never-was;        0 w x 1 @2 | 1 sr x 7~2 @2
            never-was;        0 w x 1 @2 | 1 sr x - @2
            valid;            0 w x 1 @2 | 1 sr x - @1
            valid;            0 w x 1 @2 | 2? del x | 1 sr x - @3
            valid;            0 w x 1 @2 | 0 txn d,x w,y,1 @3 | 1 sr x - @3
            never-was;        0 w x 1 @2 | 0 txn d,x w,y,1 @3 | 1 sr x - @2
            never-was;        0 w x 1 @2 | 1 sr x - @3 | 2? del x
            never-was;        0 w x 1 @2 | 0 del x 1 @3 | 1 sr x 1~2 @3
            never-was;        0 w r/x 1 @2 | 0 w r/y 1 @3 | 1 sfinal r/ r/y=1~3 @3
            valid;            0 w r/x 1 @2 | 0 w r/y 1 @3 | 1 sfinal r/ r/x=1~2 @2
            never-was;        2! w x 5 | 0 w y 1 @2 | 1 sr x 5~3 @3
            member-went-back; 0 w x 1 @2 | 0 w y 1 @3 | 1:n2 sr x 1~2 @3 | 1:n2 sr x - @1
            valid;            0 w x 1 @2 | 0 w y 1 @3 | 1:n2 sr x 1~2 @3 | node n2 ready | 1:n2 sr x - @1
            valid;            0 w x 1 @2 | 0 w y 1 @3 | 1:n2 sr x 1~2 @3 | 1:n2! sr x - | 1:n2 sr x - @1
            valid;            0 w x 1 @2 | 0 w y 1 @3 | (1:n2 sr x 1~2 @3 | node n2 exited | 1) | 1:n2 sr x - @1
            valid;            0 w x 1 @2 | 0 w y 1 @3 | 1:n2 sr x 1~2 @3 | 1:n3 sr x - @1
            unknown;          0 w x 1 @2 | 1 sr x 1
            unknown;          0 w x 1 @2 | 1 sfinal y/ @2
            """)
    void serializable_reads_show_states_that_existed(String expected, String line) {
        expect(new SerializableReads(), expected, line);
    }

    @Test
    void how_old_serializable_reads_were_is_measured() {
        String line = "0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | +50 | 1 sr x 1~2 @2 | 1 sr x 3~4 @4";
        Map<String, Object> facts = new SerializableReads().check(Notation.history(line), Budget.unlimited()).facts();
        // asked for 53 ms after the answer that told revision 3: 50, and what two words and one invocation take
        assertThat(facts).containsEntry("oldReads", 1L).containsEntry("stalenessRevisionsMax", 2L).containsEntry("stalenessMillisMax", 53L);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;      0 w x 1 @2 | 0:n2 r x 1~2 @2
            own-write;  0 w x 1 @2 | 1 w x 2 @3 | 1:n2 r x 1~2 @3
            own-write;  0 w x 1 @2 | 0:n2 r x - @2
            valid;      0 w x 1 @2 | 1 del x 1 @3 | 0:n2 r x - @3
            valid;      0 w x 1 @2 | 1? del x | 0:n2 r x - @3
            went-back;  1 w x 1 @2 | 1 w x 2 @3 | 0 w y 1 @4 | 0 r x 2~3 @4 | 0:n2 r y 1~4 @4 | 0:n2 r x 1~2 @4
            went-back;  0 w x 1 @2 | 0:n2 r x 1~2 @2 | 1 w y 1 @3 | 0:n3 r x 1~2 @3 | 0:n2 r x 1~2 @2
            went-back;  0 w z 1 @2 | 1 w x 1 @3 | 0:n2 r x - @3 | 0:n2 r z 1~2 @3 | 0 r x 1~3 @4
            valid;      0 w x 1 @2 | 0:n2 r x 1~2 @2 | 0:n3 srat x 2 1~2 @2 | 0:n2! srat x 2 #future-revision
            own-write;  1 w x 0 @2 | 0 w x 1 @3 | 0:n2 r x 1~3 @3 | 0:n2 w x 2 @4 | 0:n3 srat x 4 1~3 @4
            valid;      0 w x 1 @2 | 0 w x 2 @3 | 0:n2 r x 2~3 @3 | 0:n2 srat x 2 1~2 @3
            valid;      0 w x 1 @2 | 0:n2 r x 1~2 @2 | 1 w y 1 @3 | 1:n2 sr x - @1
            unknown;    0 w x 1 @2 | 0 r x 1~2 @2
            unknown;    0 w x 1 @2 | 0:n2 r y - @2
            """)
    void sessions_go_from_member_to_member_and_never_back(String expected, String line) {
        expect(new Sessions(), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;          0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | 0 compact 3 | 0! rat x 2 #compacted | 0 rat x 3 2~3 @4 | 0 rat x 4 3~4 @4
            served-below;   0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | 0 compact 3 | 0! rat x 1 #compacted | 0 rat x 2 1~2 @4
            valid;          0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | 0 compact 3 | 0! rat x 2 #compacted | 0:n2 srat x 2 1~2 @4
            valid;          0 w x 1 @2 | 0 w x 2 @3 | (1 rat x 2 1~2 @3 | 0 compact 3 | 1) | 0! rat x 2 #compacted
            refused-above;  0 w x 1 @2 | 0 w x 2 @3 | 0 compact 3 | 0 rat x 3 2~3 @3 | 0! rat x 3 #compacted
            valid;          0 w x 1 @2 | 0 w x 2 @3 | 0 compact 2 | 1? compact 3 | 0 rat x 3 2~3 @3 | 0! rat x 2 #compacted
            refused-above;  0 w x 1 @2 | 0 w x 2 @3 | 0 compact 2 | 0! compact 3 | 0 rat x 3 2~3 @3 | 0! rat x 2 #compacted
            inexact;        0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | 0 compact 3 | 0! rat x 2 #compacted | 0 rat x 3 1~2 @4
            inexact;        0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | 0 compact 3 | 0! rat x 2 #compacted | 0 rat x 3 3~4 @4
            inexact;        0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | 0 compact 3 | 0! rat x 2 #compacted | 0 rat x 3 - @4
            inexact;        0 w x 1 @2 | 0 w x 2 @3 | 0 compact 2 | 0! rat x 1 #compacted | 0:n2 srat x 2 2~2 @3
            inexact;        0 w x 1 @2 | 0 del x 1 @3 | 0 w y 1 @4 | 0 compact 3 | 0! rat x 2 #compacted | 0 rat x 3 1~2 @4
            valid;          0 w x 1 @2 | 0 del x 1 @3 | 0 w y 1 @4 | 0 compact 3 | 0! rat x 2 #compacted | 0 rat x 3 - @4
            future;         0 w x 1 @2 | 0 w x 2 @3 | 0 compact 2 | 0! rat x 1 #compacted | 0 rat x 2 1~2 @3 | 0! rat x 3 #future-revision
            valid;          0 w x 1 @2 | 0 w x 2 @3 | 0 compact 2 | 0! rat x 1 #compacted | 0 rat x 2 1~2 @3 | 0! srat x 3 #future-revision
            unknown;        0 w x 1 @2 | 0 rat x 2 1~2 @2
            valid;          0 w x 1 @2 | 0 w x 2 @3 | 0 compact 2 | 0 rat x 2 1~2 @3
            unknown;        0 w x 1 @2 | 0 w x 2 @3 | 0 compact 3 | 0! rat x 2 #compacted
            """)
    void old_revisions_are_read_exactly_or_refused(String expected, String line) {
        expect(new Compactions(), expected, line);
    }

    private static final String FULL = "0? w x 1 #no-space | 9 alarms NOSPACE,a | ";
    private static final String FREED = " | 9 compact 3 | 9 defragment | 9 disarm NOSPACE,a | 9 alarms | 3 w x 3 @9";

    @ParameterizedTest(name = "{0}: {1}, then {2}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;             1 r x - @2 | 1 del y 1 @3 | 2? w x 2 #no-space;                              w y 1 @10
            accepted;          1 r x - @2 | 1 del y 1 @3 | 2 w x 2 @4;                                      w y 1 @10
            accepted;          1 r x - @2 | 1 del y 1 @3 | 2:n2 txn w,x,2 @4;                               w y 1 @10
            accepted;          1 r x - @2 | 1 del y 1 @3 | 2 cas x - 2 @4;                                  w y 1 @10
            valid;             1 r x - @2 | 1 del y 1 @3 | 2 txn r,x,- d,x @4;                              w y 1 @10
            valid;             1 r x - @2 | 1 del y 1 @3 | 2 cas x 1 !2 - @4;                               w y 1 @10
            deletion-refused;  1 r x - @2 | 1 del y 1 @3 | 2? del x #no-space;                              w y 1 @10
            read-refused;      1 r x - @2 | 1 del y 1 @3 | 2! r x #no-space;                                w y 1 @10
            stuck;             1 r x - @2 | 1 del y 1 @3;                                                  ? w y 1 #no-space | 9 alarms
            stuck;             1 r x - @2 | 1 del y 1 @3 | node n1 ready | +6000;                           ? w y 1 #no-space | 9 alarms
            valid;             1 r x - @2 | 1 del y 1 @3 | node n1 ready;                                   ? w y 1 #no-space | 9 alarms
            valid;             1 r x - @2 | 1 del y 1 @3;                                                  ? w y 1 #no-space | 9 alarms NOSPACE,a
            valid;             1 r x - @2 | 1 del y 1 @3;                                                  ? w y 1 #no-space
            unknown;           1 r x - @2;                                                                  w y 1 @10
            unknown;           1 del y 1 @3;                                                                w y 1 @10
            unknown;           1 r x - @2 | 1 del y 1 @3 | 2:n2 r x - @3;                                   w y 1 @10
            """)
    void a_full_store_refuses_what_needs_space_and_nothing_else(String expected, String meanwhile, String after) {
        String last = after.startsWith("?") ? "4:n2? " + after.substring(1).strip() : "4:n2 " + after;
        expect(new Quota(), expected, FULL + meanwhile + FREED + " | " + last);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            unknown;   0? w x 1 #no-space
            unknown;   0? lease-grant 5 #no-space
            unknown;   0? w x 1 #no-space | 9 alarms NOSPACE,a | 1 r x - @2 | 1 del y 1 @3
            valid;     0? w x 1 #no-space | 9 alarms NOSPACE,a | 1 r x - @2 | 1 del y 1 @3 | (9 disarm NOSPACE,a | 2 w x 2 @4 | 9) | 1 w x 3 @5
            accepted;  0? w x 1 #no-space | 9 alarms NOSPACE,a | 1 r x - @2 | 1 del y 1 @3 | 8! disarm NOSPACE,a | 2 w x 2 @4 | 9 disarm NOSPACE,a | 1 w x 3 @5
            valid;     (0 w x 1 @2 | 9 alarms NOSPACE,a | 0) | 1 r x - @2 | 1 del y 1 @3 | 2? w x 1 #no-space | 9 disarm NOSPACE,a | 1 w x 3 @5
            """)
    void the_alarm_stands_from_where_it_was_listed_to_where_it_may_be_disarmed(String expected, String line) {
        expect(new Quota(), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;            9 member-list a b | 9 member-add learner c | 9 member-list a b c* | 9 member-promote c | 9 member-list a b c | 9 member-remove c | 9 member-list a b
            unexplained;      9 member-list a b | 9 member-add learner c | 9 member-list a b c* | 9 member-list a b c
            unexplained;      9 member-list a b | 9 member-add learner c | 9 member-list a c*
            unexplained;      9 member-list a b | 9 member-add learner c | 9! member-remove b | 9 member-list a c*
            valid;            9 member-list a b | 9 member-add learner c | 8? member-remove b | 9 member-list a c*
            valid;            9 member-list a b | 9 member-remove b | 8? member-add voter | 9 member-list a e
            reused;           9 member-list a b | 9 member-remove b | 9 member-list a | 9 member-add voter b | 9 member-list a b
            reused;           9 member-add voter c | 9 member-remove c | 9 member-add voter c | 9 member-list a b c
            valid;            9 member-list a b | 8:n2 member-list a b | 9 member-remove b | 9 member-list a | 8:n2 member-list a b | 8:n2 member-list a
            several-at-once;  9 member-add voter c | log n1 commit 3 1a 1b 1c members=1:a,b members=3:a,c
            several-at-once;  9 member-add voter c | log n1 commit 3 1a 1b 1c members=1:a,b members=3:a,b,c,d*
            valid;            9 member-add voter c | log n1 commit 3 1a 1b 1c members=1:a,b,c* members=3:a,b,c
            unknown;          9! member-add voter c | 9 member-list a b
            unknown;          9 member-add voter c
            """)
    void members_change_one_at_a_time_and_no_id_comes_twice(String expected, String line) {
        expect(new Members(), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;          nodes n1 n2 | log n1 commit 2 1a 1b 2c | log n2 commit 3 1a 1b 2c
            valid;          nodes n1 n2 | log n1 commit 2 1a 1b 2c | log n2 commit 2 1a 1b 3d
            valid;          nodes n1 n2 | log n1 commit 3 1a 1b 2c | log n2 commit 3 from 3 2c 2d
            unlike;         nodes n1 n2 | log n1 commit 3 1a 1b 2c | log n2 commit 3 1a 1b 3d
            unlike;         nodes n1 n2 | log n1 commit 3 1a 1b 2c | log n2 commit 3 1a 1b 2d
            unlike;         nodes n1 n2 | log n1 commit 0 1a 1b 2c | log n2 commit 0 1a 1x 2c
            unlike;         nodes n1 n2 | log n1 commit 1 1a 1b 2c | log n2 commit 1 1a 1d 3d
            unlike;         nodes n1 n2 | log n1 commit 3 1a 1b 2c 2d | log n2 commit 3 from 3 2x 2d
            two-votes;      nodes n1 n2 | log n1 commit 1 1a vote=1:n1 vote=1:n2 | log n2 commit 1 1a
            valid;          nodes n1 n2 | log n1 commit 1 1a vote=1:n1 vote=2:n2 vote=2:n2 | log n2 commit 1 1a
            learner-voted;  nodes n1 n2 | log n1 commit 1 1a vote=1:n1* | log n2 commit 1 1a
            unknown;        nodes n1 n2 n3 | log n1 commit 2 1a 1b | log n2 commit 2 1a 1b
            unknown;        nodes n1 n2 | log n1 commit 2 1a 1b | log n2 commit 2 from 3
            unknown;        nodes n1 n2
            """)
    void logs_match_and_nobody_votes_twice(String expected, String line) {
        expect(new RaftLog(Map.of()), expected, line);
    }

    private static Supplier<Stream<String>> log(String... lines) {
        return () -> Stream.of(lines);
    }

    /** As a run reads logs: whatever the bytes mean, each is a character. */
    private static String asBytes(String line) {
        return new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void a_term_has_one_leader() {
        String etcd = "2026-01-01 10:00:00.123456 I | raft: 8e9e05c52164694d became leader at term 4";
        String node = "2026-01-01T10:00:00.123 INFO  n1 term=4 CANDIDATE→LEADER leader=adc9b01c11d8b367 reason=elected";
        expect(new RaftLog(Map.of("n1", log("starting", node), "n2", log("n2 term=4 PRE_CANDIDATE→CANDIDATE leader=0", "n2 term=4 FOLLOWER→FOLLOWER leader=adc9b01c11d8b367 reason=leader-known", "n2 term=5 CANDIDATE→LEADER leader=1"))), "valid", "nodes n1 n2");
        expect(new RaftLog(Map.of("n1", log(node), "n2", log(etcd))), "two-leaders", "nodes n1 n2");
        expect(new RaftLog(Map.of("n1", log(asBytes(node)), "n2", log(etcd))), "two-leaders", "nodes n1 n2");
        expect(new RaftLog(Map.of("n1", log(etcd, etcd), "n2", log("{\"level\":\"info\",\"msg\":\"8e9e05c52164694d became leader at term 5\"}"))), "valid", "nodes n1 n2");
        expect(new RaftLog(Map.of("n1", log("n1 is well"))), "unknown", "nodes n1");
        expect(new RaftLog(Map.of("n1", log("n1 is well"))), "unknown", "nodes n1 | log n1 commit 1 1a");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;     0:n1 member-list a b c* | 0:n2 member-list c* b a
            diverged;  +11000 | 0:n1 member-list a b c* | 0:n2 member-list a b c
            diverged;  +11000 | 0:n1 alarms NOSPACE,a | 0:n2 alarms
            diverged;  +11000 | 0:n1 leases 1f 2a | 0:n2 leases 1f
            unknown;   0:n1 leases 1f 2a | 0:n2 leases 1f
            valid;     0:n1 leases 1f 2a | 0:n2 leases 1f | 0:n1 leases 1f
            unknown;   0:n1 leases 1f
            valid;     0:n1 leases 1f | phase final
            unknown;   fault f1 kill n1 | +11000 | 0:n1 alarms NOSPACE,a | 0:n2 alarms
            """)
    void members_list_the_same_in_the_end(String expected, String line) {
        expect(new Convergence(Duration.ofSeconds(10)), expected, "nodes n1 n2 | " + line + " | 0:n1 sfinal * x=2~3 @3 | 0:n2 sfinal * x=2~3 @3");
    }

    @Test
    void checks_of_the_cluster_are_asked_only_where_there_is_something_to_judge() {
        String quiet = "0 w x 1 @2 | 0 r x 1~2 @2 | 9 member-list a b | 9 alarms | 0 compact 2";
        assertThat(Checks.concerning(Notation.history(quiet), Map.of())).extracting(Check::name).doesNotContain("serializable-reads", "session", "compaction", "quota", "membership", "raft-log");
        String busy = "0 w x 1 @2 | 0:n2 r x 1~2 @2 | 0 compact 2 | 0 rat x 2 1~2 @2 | 1 sr x 1~2 @2 | 9 alarms NOSPACE,a | 9 member-remove b | log n1 commit 1 1a";
        assertThat(Checks.concerning(Notation.history(busy), Map.of())).extracting(Check::name).contains("serializable-reads", "session", "compaction", "quota", "membership", "raft-log");
    }
}
