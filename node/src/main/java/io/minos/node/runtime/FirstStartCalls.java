package io.minos.node.runtime;

import com.google.protobuf.ByteString;
import io.minos.node.boot.FirstStart;
import io.minos.node.boot.FirstStart.Answer;
import io.minos.node.boot.FirstStart.Decision;
import io.minos.node.transport.PeerTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the peers whether this member, whose data directory is empty, may begin; and answers those that ask. */
final class FirstStartCalls {
    private static final Logger LOG = LoggerFactory.getLogger("io.minos.node");
    private static final String METHOD = "is-known";
    private static final Duration ANSWER_MAX = Duration.ofMillis(500);
    private static final long AGAIN_MILLIS = 50;
    private static final long PATIENCE_NANOS = 1_000_000_000L;
    private static final long COMPLAIN_NANOS = 10_000_000_000L;

    private final String name;
    private final long memberId;
    private final Collection<Long> members;
    private final boolean joining;
    private final PeerTransport transport;
    private final SortedMap<Long, Answer> answers = new TreeMap<>();

    /**
     * @param members of the cluster, this one among them
     * @param joining a cluster that runs, rather than founding a new one
     */
    FirstStartCalls(String name, long memberId, Collection<Long> members, boolean joining, PeerTransport transport) {
        this.name = name;
        this.memberId = memberId;
        this.members = members;
        this.joining = joining;
        this.transport = transport;
    }

    /** @param isKnown what this member says of another; a failure counts as no answer */
    void serve(LongFunction<CompletableFuture<Answer>> isKnown) {
        transport.serve(METHOD, asker -> isKnown.apply(asker.asReadOnlyByteBuffer().getLong()).thenApply(answer -> ByteString.copyFromUtf8(answer.name())));
    }

    /** Returns when the answers decide: at once when there is no peer; never, as long as too few answer. */
    Decision ask() throws InterruptedException {
        long begun = System.nanoTime();
        long plausibleSince = begun;
        long complained = begun;
        while (true) {
            round();
            long now = System.nanoTime();
            if (!FirstStart.isMajorityAtTheBeginning(members.size(), answers.values())) {
                plausibleSince = now;
            }
            Decision decision = joining ? FirstStart.decideJoining(answers.values()) : FirstStart.decide(members.size(), answers.values(), now - plausibleSince >= PATIENCE_NANOS);
            if (decision != Decision.ASK_AGAIN) {
                return decision;
            }
            if (now - complained >= COMPLAIN_NANOS) {
                complained = now;
                LOG.warn("{} waits: its data directory is empty, and before it begins a majority of the new cluster, or one member of a running one, must say"
                        + " that it has not been here before; {} of {} peers answered", name, answers.size(), members.size() - 1);
            }
            Thread.sleep(AGAIN_MILLIS);
        }
    }

    private void round() {
        answers.clear();
        SortedMap<Long, CompletableFuture<ByteString>> calls = new TreeMap<>();
        ByteString question = ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(memberId).flip());
        members.stream().filter(peer -> peer != memberId).forEach(peer -> calls.put(peer, transport.call(peer, METHOD, question, ANSWER_MAX)));
        calls.forEach((peer, call) -> call.handle((answer, failure) -> answer == null ? "" : answer.toStringUtf8()).thenAccept(word -> {
            for (Answer answer : Answer.values()) {
                if (answer.name().equals(word)) {
                    answers.put(peer, answer);
                }
            }
        }).join());
    }
}
