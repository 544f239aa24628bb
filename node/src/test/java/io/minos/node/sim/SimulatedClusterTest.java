package io.minos.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.PutRequest;
import io.minos.node.apply.Command;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedClusterTest {
    private static final long SECOND = 1_000_000_000L;

    /** Ten puts a simulated second for a while, at whichever member is up. */
    private static List<Outcome> load(SimulatedCluster cluster, int seconds) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 10 * seconds; i++) {
            int number = i;
            cluster.agenda().at(2 * SECOND + i * SECOND / 10, () -> {
                List<SimulatedMember> up = cluster.up();
                up.get(number % up.size()).ask(call -> new Event.Propose(call, Command.newBuilder()
                        .setPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k" + number % 3)).setValue(ByteString.copyFromUtf8("v" + number))).build()), new Waiting() {
                            @Override
                            public void answered(Outcome outcome) {
                                outcomes.add(outcome);
                            }

                            @Override
                            public void connectionLost() {}
                        });
            });
        }
        return outcomes;
    }

    @Test
    void a_quiet_cluster_answers_every_put_and_all_members_agree() {
        SimulatedCluster cluster = new SimulatedCluster(WorldOptions.quiet(3), 1, List.of());
        List<Outcome> outcomes = load(cluster, 10);
        cluster.agenda().runUntil(20 * SECOND);
        assertThat(outcomes).hasSize(100).allMatch(Outcome.Answer.class::isInstance);
        assertThat(cluster.members().values()).allMatch(member -> member.view().revision() == 101);
    }

    @Test
    void the_same_seed_gives_the_same_events_and_another_gives_others() {
        assertThat(hash(7)).isEqualTo(hash(7)).isNotEqualTo(hash(8));
    }

    private static long hash(long seed) {
        SimulatedCluster cluster = new SimulatedCluster(WorldOptions.quiet(3), seed, List.of());
        load(cluster, 5);
        cluster.agenda().at(4 * SECOND, () -> cluster.leader().orElseThrow().powerCut());
        cluster.agenda().at(6 * SECOND, () -> cluster.members().values().forEach(SimulatedMember::start));
        cluster.agenda().runUntil(10 * SECOND);
        return cluster.log().hash();
    }
}
