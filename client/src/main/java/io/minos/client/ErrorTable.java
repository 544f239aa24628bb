package io.minos.client;

import static io.minos.client.Failure.Cause.REFUSED;
import static io.minos.client.Failure.Cause.TIMEOUT;
import static io.minos.client.Failure.Stage.ANSWERING;
import static io.minos.client.Failure.Stage.NOT_SENT;
import static io.minos.client.Failure.Stage.SENT;

import java.util.List;
import java.util.function.Predicate;

/**
 * What each failure means, as data: an error is definite only where the server or the connection proves that nothing was
 * applied and nothing will be; whatever no row proves is indefinite. The first row that matches decides.
 *
 * <p>The reasons refer to the source of etcd 3.4 ({@code etcdserver/v3_server.go}, {@code etcdserver/apply.go},
 * {@code etcdserver/api/v3rpc}); the texts are those of its package {@code rpctypes}.
 */
public final class ErrorTable {
    /**
     * @param name as it appears in histories and reports
     * @param condition what is seen
     * @param definite whether it proves that the request has no effect
     * @param reason why so
     */
    public record Row(String name, Predicate<Failure> condition, boolean definite, String reason) {}

    private static final int INVALID_ARGUMENT = 3;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int PERMISSION_DENIED = 7;
    private static final int UNAUTHENTICATED = 16;

    private static final List<Row> ROWS = List.of(
            definite("connection-refused", broken(NOT_SENT, REFUSED), "nobody listened, so no byte was sent"),
            definite("connect-timeout", broken(NOT_SENT, TIMEOUT), "time ran out before there was a connection to send on"),
            definite("not-sent", stage(NOT_SENT), "the connection failed before the first byte of the request"),
            indefinite("timeout", f -> f instanceof Failure.Broken b && b.cause() == TIMEOUT, "the request was sent, its answer may be on the way"),
            indefinite("connection-lost", stage(SENT), "a request that may have been written may have been read"),
            indefinite("answer-cut", stage(ANSWERING), "the server had begun to answer; what, nobody knows"),

            definite("too-many-requests", text("etcdserver: too many requests"), "processInternalRaftRequestOnce refuses before it proposes"),
            definite("request-too-large", text("etcdserver: request is too large"), "processInternalRaftRequestOnce refuses before it proposes"),
            definite("proposal-dropped", text("raft proposal dropped"),
                    "raft's stepLeader, stepFollower and stepCandidate return it before the entry is appended or forwarded"),
            definite("no-leader", text("etcdserver: no leader"), "for key-value requests only the interceptor says so, before the handler runs"),
            definite("not-leader", text("etcdserver: not leader"), "returned instead of acting, by calls that only a leader serves"),
            definite("not-capable", text("etcdserver: not capable"), "the interceptor says so before the handler runs"),
            definite("learner", text("etcdserver: rpc not supported for learner"), "the interceptor says so before the handler runs"),
            definite("compacted", text("etcdserver: mvcc: required revision has been compacted"),
                    "checkRequests looks at a transaction's ranges before its first write; a compaction that says so changed nothing"),
            definite("future-revision", text("etcdserver: mvcc: required revision is a future revision"), "as for a compacted revision"),
            definite("lease-not-found", text("etcdserver: requested lease not found"), "a put looks its lease up before it writes"),
            definite("lease-exists", text("etcdserver: lease already exists"), "the lessor grants nothing under an id in use"),

            indefinite("no-space", text("etcdserver: mvcc: database space exceeded"),
                    "quotaApplierV3 applies the write that trips the quota and yet answers so, with the same text as a refusal"),
            indefinite("request-timed-out", prefix("etcdserver: request timed out"), "parseProposeCtxErr says so after the proposal, which may commit later"),
            indefinite("leader-changed", text("etcdserver: leader changed"), "proves nothing about a proposal; a read has no effect anyway"),
            indefinite("server-stopped", text("etcdserver: server stopped"), "said to requests whose proposal is already out"),
            indefinite("cancelled", text("etcdserver: request cancelled"), "said after the proposal"),
            indefinite("unhealthy", text("etcdserver: unhealthy cluster"), "proves nothing about a proposal"),
            indefinite("corrupt", text("etcdserver: corrupt cluster"), "a corrupt cluster proves nothing"),
            indefinite("deadline-exceeded", code(DEADLINE_EXCEEDED), "the gateway gave up waiting for its own server"),

            definite("invalid-argument", code(INVALID_ARGUMENT),
                    "checkPutRequest and its kin refuse a request before it is proposed, and "
                            + "key-not-found and authentication refuse it before the first write"),
            definite("permission-denied", code(PERMISSION_DENIED), "authApplierV3 checks before it applies"),
            definite("unauthenticated", code(UNAUTHENTICATED), "the token is checked before the proposal"),
            definite("no-such-path", f -> f instanceof Failure.Gibberish g && (g.httpStatus() == 404 || g.httpStatus() == 405), "no handler took the request"),
            indefinite("unexpected-answer", f -> f instanceof Failure.Gibberish, "some other server or a proxy may have answered after passing the request on"),
            indefinite("unknown-error", f -> true, "the default when in doubt"));

    private ErrorTable() {}

    public static List<Row> rows() {
        return ROWS;
    }

    /** Total: the last row matches everything. */
    public static CallError classify(Failure failure) {
        for (Row row : ROWS) {
            if (row.condition().test(failure)) {
                return new CallError(row.name(), row.definite(), failure.detail());
            }
        }
        throw new IllegalStateException("no row matches " + failure);
    }

    private static Row definite(String name, Predicate<Failure> condition, String reason) {
        return new Row(name, condition, true, reason);
    }

    private static Row indefinite(String name, Predicate<Failure> condition, String reason) {
        return new Row(name, condition, false, reason);
    }

    private static Predicate<Failure> broken(Failure.Stage stage, Failure.Cause cause) {
        return f -> f instanceof Failure.Broken b && b.stage() == stage && b.cause() == cause;
    }

    private static Predicate<Failure> stage(Failure.Stage stage) {
        return f -> f instanceof Failure.Broken b && b.stage() == stage;
    }

    private static Predicate<Failure> text(String text) {
        return f -> f instanceof Failure.Refusal r && r.text().equals(text);
    }

    private static Predicate<Failure> prefix(String prefix) {
        return f -> f instanceof Failure.Refusal r && r.text().startsWith(prefix);
    }

    private static Predicate<Failure> code(int code) {
        return f -> f instanceof Failure.Refusal r && r.grpcCode() == code;
    }
}
