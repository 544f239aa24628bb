package io.minos.node.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Message;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.ResponseHeader;
import io.minos.node.apply.OneNode;
import io.minos.node.apply.RealEtcd;
import io.minos.node.outcome.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Random requests, valid and invalid, of which the checker's model of etcd predicts every answer, errors too. */
class EtcdModelTest {
    private static final String VERSION = "3.4.23";
    private static final long SEED = Long.getLong("minos.seed", 20261122);
    private static final int REQUESTS = Integer.getInteger("minos.requests", 2000);
    private static final int DEADLINE_SECONDS = 30;
    /** As {@link Side} leaves them. */
    private static final ResponseHeader HEADER = ResponseHeader.newBuilder().setClusterId(1).setMemberId(1).setRaftTerm(1).build();

    private final Prediction prediction = new Prediction();
    private int asked;
    private int refused;

    /** Those of keys and leases, as many as are wanted. */
    private static List<Message> requests() {
        List<Message> requests = new ArrayList<>();
        for (Step step : RandomSteps.of(SEED, 3 * REQUESTS)) {
            if (step instanceof Step.Call call && requests.size() < REQUESTS) {
                requests.add(call.request());
            }
        }
        return requests;
    }

    @Test
    void etcd_and_the_node_answer_as_the_model_predicts() throws Exception {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent() && VERSION.equals(RealEtcd.version(binary.get())), "skipped: there is no etcd " + VERSION + " on the PATH to predict");
        try (Servers servers = new Servers(binary.get()); Side etcd = servers.etcd(); Side node = servers.node()) {
            for (Message request : requests()) {
                Optional<Message> sendable = prediction.sendable(request);
                if (sendable.isEmpty()) {
                    continue;
                }
                List<CompletableFuture<Side.Answer>> answers = new ArrayList<>();
                for (Side side : List.of(etcd, node)) {
                    Message resolved = side.resolved(request, prediction.current(), prediction.compacted());
                    answers.add(side.call(Methods.path(request), List.of(resolved.toByteArray())));
                }
                Side.Answer expected = expected(sendable.get(), HEADER);
                assertThat(answers.get(0).get(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("etcd, %s", where(request)).isEqualTo(expected);
                assertThat(answers.get(1).get(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("the node, %s", where(request)).isEqualTo(expected);
            }
        }
        reckon();
    }

    @Test
    void the_state_machine_answers_as_the_model_predicts() {
        OneNode node = new OneNode();
        for (Message request : requests()) {
            Optional<Message> sendable = prediction.sendable(request);
            // ids, and times that are too short, are seen to before they reach the state machine
            if (sendable.isEmpty() || sendable.get() instanceof LeaseGrantRequest grant && (grant.getID() == 0 || grant.getTTL() < 2)) {
                continue;
            }
            Outcome<? extends Message> outcome = node.call(sendable.get());
            Side.Answer answer = outcome instanceof Outcome.Done<? extends Message> done ? new Side.Answer("OK ", List.of(done.response()))
                    : refusal((Outcome.Refused<? extends Message>) outcome);
            assertThat(answer).as("the state machine, %s", where(request)).isEqualTo(expected(sendable.get(), OneNode.STAMP.header(0)));
        }
        reckon();
    }

    private static Side.Answer refusal(Outcome.Refused<? extends Message> refused) {
        return new Side.Answer(refused.error().code() + " " + refused.error().text(), List.of());
    }

    private Side.Answer expected(Message request, ResponseHeader header) {
        Side.Answer expected = prediction.next(request, header);
        asked++;
        refused += expected.messages().isEmpty() ? 1 : 0;
        return expected;
    }

    private String where(Message request) {
        return "request " + asked + " of seed " + SEED + ", " + Brief.of(request);
    }

    private void reckon() {
        System.out.println("seed " + SEED + ": " + asked + " answers predicted, " + refused + " of them errors (another: -Dminos.seed=N -Dminos.requests=N)");
        assertThat(asked).as("most requests were put").isGreaterThan(REQUESTS * 3 / 4);
        assertThat(refused).as("both kinds of answers were predicted").isBetween(REQUESTS / 50, REQUESTS / 2);
    }
}
