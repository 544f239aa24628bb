package io.minos.client;

import static io.minos.client.Failure.Cause.BROKEN;
import static io.minos.client.Failure.Cause.REFUSED;
import static io.minos.client.Failure.Cause.TIMEOUT;
import static io.minos.client.Failure.Stage.ANSWERING;
import static io.minos.client.Failure.Stage.NOT_SENT;
import static io.minos.client.Failure.Stage.SENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorTableTest {
    /** One sample a row, written down apart from the table: what is seen, the row it must meet, and what may be concluded. */
    private record Sample(Failure seen, String name, boolean definite) {}

    private static List<Sample> samples() {
        return List.of(
                new Sample(new Failure.Broken(NOT_SENT, REFUSED, "Connection refused"), "connection-refused", true),
                new Sample(new Failure.Broken(NOT_SENT, TIMEOUT, "Connect Timeout"), "connect-timeout", true),
                new Sample(new Failure.Broken(NOT_SENT, BROKEN, "unresolved"), "not-sent", true),
                new Sample(new Failure.Broken(SENT, TIMEOUT, "Total timeout 3000 ms elapsed"), "timeout", false),
                new Sample(new Failure.Broken(ANSWERING, TIMEOUT, "Total timeout 3000 ms elapsed"), "timeout", false),
                new Sample(new Failure.Broken(SENT, BROKEN, "Connection reset"), "connection-lost", false),
                new Sample(new Failure.Broken(SENT, REFUSED, "refused later"), "connection-lost", false),
                new Sample(new Failure.Broken(ANSWERING, BROKEN, "early EOF"), "answer-cut", false),
                refused(503, 14, "etcdserver: request timed out", "request-timed-out", false),
                refused(503, 14, "etcdserver: request timed out, possibly due to previous leader failure", "request-timed-out", false),
                refused(503, 14, "etcdserver: request timed out, possibly due to connection lost", "request-timed-out", false),
                refused(503, 14, "etcdserver: request timed out, waiting for the applied index took too long", "request-timed-out", false),
                refused(503, 8, "etcdserver: too many requests", "too-many-requests", true),
                refused(400, 3, "etcdserver: request is too large", "request-too-large", true),
                refused(500, 2, "raft proposal dropped", "proposal-dropped", true),
                refused(503, 14, "etcdserver: no leader", "no-leader", true),
                refused(412, 9, "etcdserver: not leader", "not-leader", true),
                refused(503, 14, "etcdserver: not capable", "not-capable", true),
                refused(503, 14, "etcdserver: rpc not supported for learner", "learner", true),
                refused(400, 11, "etcdserver: mvcc: required revision has been compacted", "compacted", true),
                refused(400, 11, "etcdserver: mvcc: required revision is a future revision", "future-revision", true),
                refused(404, 5, "etcdserver: requested lease not found", "lease-not-found", true),
                refused(412, 9, "etcdserver: lease already exists", "lease-exists", true),
                refused(429, 8, "etcdserver: mvcc: database space exceeded", "no-space", false),
                refused(503, 14, "etcdserver: leader changed", "leader-changed", false),
                refused(503, 14, "etcdserver: server stopped", "server-stopped", false),
                refused(500, 2, "etcdserver: request cancelled", "cancelled", false),
                refused(503, 14, "etcdserver: unhealthy cluster", "unhealthy", false),
                refused(500, 15, "etcdserver: corrupt cluster", "corrupt", false),
                refused(504, 4, "context deadline exceeded", "deadline-exceeded", false),
                refused(400, 3, "etcdserver: key is not provided", "invalid-argument", true),
                refused(400, 3, "etcdserver: duplicate key given in txn request", "invalid-argument", true),
                refused(403, 7, "etcdserver: permission denied", "permission-denied", true),
                refused(401, 16, "etcdserver: invalid auth token", "unauthenticated", true),
                new Sample(new Failure.Gibberish(404, "404 page not found"), "no-such-path", true),
                new Sample(new Failure.Gibberish(405, "Method Not Allowed"), "no-such-path", true),
                new Sample(new Failure.Gibberish(502, "Bad Gateway"), "unexpected-answer", false),
                new Sample(new Failure.Gibberish(200, "<html>"), "unexpected-answer", false),
                refused(503, 14, "transport is closing", "unknown-error", false),
                refused(408, 1, "context canceled", "unknown-error", false),
                refused(500, 13, "something new", "unknown-error", false),
                // the text decides only when it is exactly etcd's: an error that merely mentions it proves nothing
                refused(503, 14, "upstream said: etcdserver: too many requests", "unknown-error", false));
    }

    private static Sample refused(int status, int code, String text, String name, boolean definite) {
        return new Sample(new Failure.Refusal(status, code, text), name, definite);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void each_failure_meets_its_row(Sample sample) {
        CallError error = ErrorTable.classify(sample.seen());

        assertThat(Map.entry(error.name(), error.definite())).isEqualTo(Map.entry(sample.name(), sample.definite()));
        assertThat(error.detail()).isEqualTo(sample.seen().detail());
    }

    @Test
    void every_row_is_met_by_a_sample_and_gives_its_reason() {
        assertThat(samples()).extracting(Sample::name).containsAll(ErrorTable.rows().stream().map(ErrorTable.Row::name).toList());
        assertThat(ErrorTable.rows()).allSatisfy(row -> assertThat(row.reason()).isNotBlank());
        assertThat(ErrorTable.rows()).extracting(ErrorTable.Row::name).doesNotHaveDuplicates();
    }

    @Test
    void the_last_row_takes_everything_and_concludes_nothing() {
        ErrorTable.Row last = ErrorTable.rows().get(ErrorTable.rows().size() - 1);

        assertThat(last.definite()).isFalse();
        assertThat(samples()).allSatisfy(sample -> assertThat(last.condition().test(sample.seen())).isTrue());
    }
}
