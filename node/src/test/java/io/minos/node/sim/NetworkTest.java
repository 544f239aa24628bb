package io.minos.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.raft.Message;
import io.minos.node.sim.Network.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Each fault of a link does what it says, and is seen in the link's traffic; undone, the link is as it was. */
class NetworkTest {
    private static final long MILLI = 1_000_000;
    private static final Link LINK = new Link(1, 2);

    private final Agenda agenda = new Agenda();
    private final List<Long> arrived = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();

    private Network network(double loss, double duplication, boolean ordered, WorldOptions.Net.Shape shape) {
        return new Network(agenda, new WorldOptions.Net(MILLI, MILLI, shape, loss, duplication, ordered), new Randomness(1));
    }

    private Network perfect() {
        return network(0, 0, true, WorldOptions.Net.Shape.UNIFORM);
    }

    /** One message a tenth of a millisecond; their numbers are their terms. */
    private void send(Network network, int count) {
        for (int i = 1; i <= count; i++) {
            Message message = new Message.TimeoutNow(1, 2, i);
            agenda.after(i * MILLI / 10, () -> network.send(message, () -> {
                arrived.add(message.term());
                arrivals.add(agenda.now());
            }));
        }
        agenda.runUntil(agenda.now() + 10_000 * MILLI);
    }

    private static List<Long> numbers(int to) {
        return LongStream.rangeClosed(1, to).boxed().toList();
    }

    @Test
    void without_faults_all_arrive_once_and_in_order() {
        send(perfect(), 1000);
        assertThat(arrived).isEqualTo(numbers(1000));
    }

    @Test
    void a_cut_link_carries_nothing_until_it_is_mended_as_often_as_it_was_cut() {
        Network network = perfect();
        network.cut(LINK);
        network.cut(LINK);
        send(network, 10);
        network.mend(LINK);
        send(network, 10);
        assertThat(arrived).isEmpty();
        assertThat(network.traffic(LINK).swallowed()).isEqualTo(20);
        network.mend(LINK);
        send(network, 10);
        assertThat(arrived).isEqualTo(numbers(10));
        assertThat(network.traffic(LINK.reversed()).touched()).isZero();
    }

    @Test
    void what_is_under_way_when_a_link_is_cut_is_gone() {
        Network network = perfect();
        network.send(new Message.TimeoutNow(1, 2, 1), () -> arrived.add(1L));
        network.cut(LINK);
        agenda.runUntil(agenda.now() + 100 * MILLI);
        assertThat(arrived).isEmpty();
        assertThat(network.traffic(LINK).swallowed()).isEqualTo(1);
    }

    @Test
    void a_lossy_link_loses_its_share_and_no_client_notices() {
        Network network = perfect();
        network.lose(LINK, 0.3);
        send(network, 1000);
        assertThat(arrived.size()).isBetween(650, 750);
        assertThat(network.traffic(LINK).lost()).isEqualTo(1000 - arrived.size());
        for (int i = 0; i < 100; i++) {
            network.carry(1, 2, () -> arrived.add(0L));
        }
        agenda.runUntil(agenda.now() + 100 * MILLI);
        assertThat(arrived.stream().filter(number -> number == 0)).hasSize(100);
    }

    @Test
    void of_two_lossy_faults_the_greater_counts_and_after_both_nothing_is_lost() {
        Network network = perfect();
        network.lose(LINK, 1);
        network.lose(LINK, 0.1);
        send(network, 10);
        assertThat(arrived).isEmpty();
        network.undoLose(LINK, 1);
        network.undoLose(LINK, 0.1);
        send(network, 10);
        assertThat(arrived).isEqualTo(numbers(10));
    }

    @Test
    void a_duplicating_link_repeats_its_share_and_the_second_may_overtake() {
        Network network = perfect();
        network.duplicate(LINK, 0.5);
        send(network, 1000);
        assertThat(arrived.size()).isBetween(1450, 1550);
        assertThat(network.traffic(LINK).duplicated()).isEqualTo(arrived.size() - 1000);
        assertThat(arrived).isNotEqualTo(arrived.stream().sorted().toList()).containsAll(numbers(1000));
    }

    @Test
    void what_the_world_loses_and_repeats_of_itself_is_no_evidence_of_a_fault() {
        Network network = network(0.2, 0.2, false, WorldOptions.Net.Shape.UNIFORM);
        send(network, 1000);
        assertThat(arrived.stream().distinct().count()).isBetween(750L, 850L);
        assertThat(arrived.size()).isGreaterThan(850);
        assertThat(network.traffic(LINK).touched()).isZero();
    }

    @Test
    void without_an_order_messages_overtake_but_those_of_one_conversation_do_not() {
        Network network = network(0, 0, false, WorldOptions.Net.Shape.LONG_TAIL);
        send(network, 1000);
        assertThat(arrived).isNotEqualTo(numbers(1000)).containsExactlyInAnyOrderElementsOf(numbers(1000));
        arrived.clear();
        Conversation stream = new Conversation();
        for (long i = 1; i <= 1000; i++) {
            long number = i;
            network.carry(1, 2, stream, () -> arrived.add(number), () -> { });
        }
        agenda.runUntil(agenda.now() + 1000 * MILLI);
        assertThat(arrived).isEqualTo(numbers(1000));
    }

    @Test
    void what_is_swallowed_of_a_conversation_is_told_whether_on_its_way_or_held_or_not_even_sent() {
        Network network = perfect();
        network.clog(LINK);
        converse(network, 1);
        agenda.runUntil(agenda.now() + 1000 * MILLI);
        converse(network, 2);
        network.cut(LINK);
        converse(network, 3);
        agenda.runUntil(agenda.now() + 1000 * MILLI);
        assertThat(arrived).containsExactly(-1L, -3L, -2L);
        assertThat(network.traffic(LINK).swallowed()).isEqualTo(3);
    }

    private void converse(Network network, long number) {
        network.carry(LINK.from(), LINK.to(), new Conversation(), () -> arrived.add(number), () -> arrived.add(-number));
    }

    @Test
    void a_slow_link_is_slower_by_what_was_said_while_it_is() {
        Network network = perfect();
        network.delay(LINK, 500 * MILLI, 100 * MILLI);
        send(network, 1);
        assertThat(arrivals.get(0)).isBetween(501 * MILLI, 604 * MILLI);
        assertThat(network.traffic(LINK).delayed()).isEqualTo(1);
        network.undoDelay(LINK, 500 * MILLI, 100 * MILLI);
        long before = agenda.now();
        send(network, 1);
        assertThat(arrivals.get(1) - before).isLessThan(10 * MILLI);
    }

    @Test
    void a_clogged_link_holds_all_and_gives_it_out_in_order_when_it_is_free() {
        Network network = perfect();
        network.clog(LINK);
        send(network, 100);
        assertThat(arrived).isEmpty();
        assertThat(network.traffic(LINK).held()).isEqualTo(100);
        network.unclog(LINK);
        assertThat(arrived).isEqualTo(numbers(100));
    }

    @Test
    void latencies_have_the_mean_they_are_said_to_have() {
        for (WorldOptions.Net.Shape shape : WorldOptions.Net.Shape.values()) {
            arrived.clear();
            arrivals.clear();
            Network network = network(0, 0, false, shape);
            long before = agenda.now();
            for (int i = 0; i < 20_000; i++) {
                network.send(new Message.TimeoutNow(1, 2, 1), () -> arrivals.add(agenda.now() - before));
            }
            agenda.runUntil(agenda.now() + 1000 * MILLI);
            double mean = arrivals.stream().mapToLong(nanos -> nanos - MILLI).average().orElseThrow();
            assertThat(mean).as(shape.name()).isBetween(0.9 * MILLI, 1.1 * MILLI);
        }
    }

    @Test
    void a_fault_leaves_the_latencies_of_what_comes_after_it_as_they_were() {
        Network with = perfect();
        with.lose(LINK, 0.5);
        with.duplicate(LINK, 0.5);
        send(with, 50);
        with.undoLose(LINK, 0.5);
        with.undoDuplicate(LINK, 0.5);
        List<Long> after = latenciesFrom(with);
        Network without = perfect();
        send(without, 50);
        assertThat(latenciesFrom(without)).isEqualTo(after);
    }

    private List<Long> latenciesFrom(Network network) {
        long before = agenda.now();
        arrivals.clear();
        send(network, 50);
        return arrivals.stream().map(nanos -> nanos - before).toList();
    }
}
