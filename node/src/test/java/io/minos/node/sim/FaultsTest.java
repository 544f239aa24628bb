package io.minos.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.apply.Command;
import io.minos.node.apply.MemberAdd;
import io.minos.node.apply.MemberRemove;
import io.minos.node.raft.Message;
import io.minos.node.raft.Role;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import io.minos.node.sim.Network.Link;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each fault of a member does what it says, seen in how the cluster behaves. */
class FaultsTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000L;

    private SimulatedCluster cluster = new SimulatedCluster(WorldOptions.quiet(3), 1, List.of());

    private SimulatedMember leaderAfter(long seconds) {
        run(seconds);
        return cluster.leader().orElseThrow();
    }

    private SimulatedMember follower() {
        SimulatedMember leader = cluster.leader().orElseThrow();
        return cluster.members().values().stream().filter(member -> member != leader && member.isUp()).findFirst().orElseThrow();
    }

    private void run(long seconds) {
        cluster.agenda().runUntil(cluster.now() + seconds * SECOND);
    }

    private long acknowledged(SimulatedMember at, int puts) {
        Puts load = new Puts(cluster).at(at, puts, 100);
        run(9);
        return load.acknowledged();
    }

    @Test
    void a_killed_member_is_gone_and_comes_back_with_all_it_had_written() {
        SimulatedMember follower = leaderAfter(2) == cluster.member(1) ? cluster.member(2) : cluster.member(1);
        assertThat(acknowledged(follower, 10)).isEqualTo(10);
        long last = follower.status().lastIndex();
        follower.kill();
        assertThat(follower.isUp()).isFalse();
        assertThat(follower.ask(Event.Read::new, noOne())).isFalse();
        follower.start();
        assertThat(follower.status().lastIndex()).isEqualTo(last);
        assertThat(follower.life()).isEqualTo(2);
    }

    @Test
    void what_was_not_synced_may_be_lost_with_the_power_and_not_with_the_process() {
        int lost = 0;
        for (int seed = 1; seed <= 40; seed++) {
            for (boolean power : new boolean[] {true, false}) {
                cluster = new SimulatedCluster(WorldOptions.quiet(3), seed, List.of());
                SimulatedMember leader = leaderAfter(2);
                leader.slowDisk(1000);
                new Puts(cluster).at(leader, 1, 1);
                cluster.agenda().runUntil(cluster.now() + 5 * MILLI); // on its way to the disk
                long written = leader.status().lastIndex();
                long durable = leader.durable().lastIndex();
                if (power) {
                    leader.powerCut();
                } else {
                    leader.kill();
                }
                leader.start();
                assertThat(leader.status().lastIndex()).isGreaterThanOrEqualTo(durable).isLessThanOrEqualTo(written);
                assertThat(power || leader.status().lastIndex() == written).isTrue();
                lost += leader.status().lastIndex() < written ? 1 : 0;
            }
        }
        assertThat(lost).isBetween(5, 35);
    }

    @Test
    void a_paused_leader_is_replaced_and_learns_it_when_it_wakes() {
        SimulatedMember leader = leaderAfter(2);
        leader.pause();
        SimulatedMember next = leaderAfter(5);
        assertThat(next).isNotSameAs(leader);
        assertThat(leader.status().role()).isEqualTo(Role.LEADER);
        leader.resume();
        run(1);
        assertThat(leader.status().leader()).isEqualTo(next.id());
    }

    /** With a tick for each that was missed it would campaign before it has seen what waited in its sockets. */
    @Test
    void a_pause_is_one_tick_and_what_was_sent_meanwhile_is_seen() {
        List<SimulatedMember> candidates = new ArrayList<>();
        cluster = new SimulatedCluster(WorldOptions.quiet(3), 1, List.of(new Observer() {
            @Override
            public void sent(SimulatedMember member, Message message) {
                if (message instanceof Message.RequestVote) {
                    candidates.add(member);
                }
            }
        }));
        leaderAfter(2);
        SimulatedMember follower = follower();
        candidates.clear();
        follower.pause();
        Puts load = new Puts(cluster).at(cluster.leader().orElseThrow(), 10, 100);
        run(3);
        assertThat(load.acknowledged()).isEqualTo(10);
        follower.resume();
        run(1);
        assertThat(follower.status().lastIndex()).isEqualTo(cluster.leader().orElseThrow().status().lastIndex());
        assertThat(candidates).isEmpty();
    }

    @Test
    void a_member_cut_off_from_its_peers_acknowledges_nothing() {
        SimulatedMember leader = leaderAfter(2);
        for (SimulatedMember other : cluster.members().values()) {
            if (other != leader) {
                cluster.network().cut(new Link(other.id(), leader.id()));
            }
        }
        assertThat(acknowledged(leader, 10)).isZero();
        assertThat(cluster.leader()).get().isNotSameAs(leader);
    }

    @Test
    void the_answers_on_a_cut_way_to_the_clients_are_gone() {
        SimulatedMember leader = leaderAfter(2);
        cluster.network().cut(new Link(leader.id(), Network.CLIENTS));
        long before = leader.view().revision();
        assertThat(acknowledged(leader, 10)).isZero();
        assertThat(leader.view().revision()).isEqualTo(before + 10);
        assertThat(cluster.network().traffic(new Link(leader.id(), Network.CLIENTS)).swallowed()).isEqualTo(10);
    }

    @Test
    void a_full_disk_raises_the_alarm_and_takes_writes_again_when_there_is_room() {
        SimulatedMember leader = leaderAfter(2);
        leader.fill(true);
        assertThat(acknowledged(leader, 300)).isLessThan(300);
        assertThat(cluster.leader().orElseThrow().published().alarms()).isNotEmpty();
        leader.fill(false);
        run(3);
        assertThat(leader.durable().lastIndex()).isEqualTo(cluster.leader().orElseThrow().status().lastIndex());
    }

    @Test
    void a_disk_with_a_capacity_fills_and_goes_on_after_a_snapshot() {
        WorldOptions quiet = WorldOptions.quiet(3);
        WorldOptions.Node node = quiet.node();
        WorldOptions.Node often = new WorldOptions.Node(node.tick(), node.electionTicks(), node.electionSpreadTicks(), node.heartbeatTicks(), node.requestTimeout(),
                -1, 50, 10, node.snapshotPartBytes(), node.appendBytesMax(), node.inflightMax(), node.watchFragmentBytes(), node.watchProgress(), 0);
        for (WorldOptions.Node settings : List.of(often, node)) {
            cluster = new SimulatedCluster(new WorldOptions(3, quiet.net(), new WorldOptions.Disk(MILLI, 32 << 10), quiet.clocks(), settings), 1, List.of());
            SimulatedMember leader = leaderAfter(2);
            long acknowledged = acknowledged(leader, 800);
            assertThat(acknowledged == 800).as("%d with a snapshot every %d", acknowledged, settings.snapshotCount()).isEqualTo(settings == often);
        }
    }

    @Test
    void a_slow_disk_makes_a_member_slow() {
        SimulatedMember follower = leaderAfter(2) == cluster.member(1) ? cluster.member(2) : cluster.member(1);
        follower.slowDisk(2000);
        new Puts(cluster).at(cluster.leader().orElseThrow(), 20, 1000);
        cluster.agenda().runUntil(cluster.now() + 200 * MILLI);
        assertThat(follower.durable().lastIndex()).isLessThan(cluster.leader().orElseThrow().status().commit());
        follower.slowDisk(1);
        run(20);
        assertThat(follower.durable().lastIndex()).isEqualTo(cluster.leader().orElseThrow().status().commit());
    }

    @Test
    void a_member_whose_log_is_damaged_refuses_to_start_and_stays_down() {
        leaderAfter(2);
        SimulatedMember follower = follower();
        assertThat(acknowledged(follower, 10)).isEqualTo(10);
        follower.kill();
        assertThat(follower.flipBit()).isTrue();
        follower.start();
        run(1);
        assertThat(follower.isUp()).isFalse();
        assertThat(follower.refusal()).isPresent();
        assertThat(cluster.leader()).isPresent();
    }

    @Test
    void a_member_whose_disk_was_wiped_is_refused_as_its_peers_know_it() {
        leaderAfter(3);
        SimulatedMember follower = follower();
        follower.kill();
        follower.wipe();
        follower.start();
        run(1);
        assertThat(follower.isUp()).isFalse();
        assertThat(follower.refusal()).get().asString().contains("already been bootstrapped");
    }

    @Test
    void a_wiped_member_that_nobody_answers_waits() {
        leaderAfter(3);
        SimulatedMember follower = follower();
        follower.kill();
        follower.wipe();
        for (SimulatedMember other : cluster.members().values()) {
            cluster.network().cut(new Link(other.id(), follower.id()));
        }
        follower.start();
        run(20);
        assertThat(follower.isUp()).isFalse();
        assertThat(follower.refusal()).isEmpty();
        for (SimulatedMember other : cluster.members().values()) {
            cluster.network().mend(new Link(other.id(), follower.id()));
        }
        run(1);
        assertThat(follower.refusal()).isPresent();
    }

    @Test
    void members_that_were_all_wiped_are_a_new_cluster() {
        leaderAfter(3);
        cluster.members().values().forEach(SimulatedMember::kill);
        cluster.members().values().forEach(SimulatedMember::wipe);
        cluster.members().values().forEach(SimulatedMember::start);
        assertThat(acknowledged(leaderAfter(3), 10)).isEqualTo(10);
    }

    @Test
    void a_newcomer_is_added_and_catches_up_and_a_removed_member_stops() {
        SimulatedMember leader = leaderAfter(2);
        acknowledged(leader, 10);
        SimulatedMember newcomer = cluster.newcomer(4);
        newcomer.start();
        leader.ask(call -> new Event.ChangeMembers(call, Command.newBuilder()
                .setMemberAdd(MemberAdd.newBuilder().setId(4).addPeerUrls("http://n4")).build()), noOne());
        run(3);
        assertThat(newcomer.status().membership().voters()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(newcomer.status().commit()).isEqualTo(leader.status().commit());
        SimulatedMember follower = follower();
        leader.ask(call -> new Event.ChangeMembers(call, Command.newBuilder()
                .setMemberRemove(MemberRemove.newBuilder().setId(follower.id())).build()), noOne());
        run(5);
        assertThat(follower.isRemoved()).isTrue();
        assertThat(follower.isUp()).isFalse();
        follower.start();
        assertThat(follower.isUp()).isFalse();
    }

    @Test
    void the_event_log_tells_what_happened_in_words_that_its_legend_explains() {
        SimulatedMember leader = leaderAfter(2);
        leader.kill();
        run(2);
        List<String> newest = cluster.log().newest(1000);
        assertThat(newest).anyMatch(line -> line.contains("die")).anyMatch(line -> line.contains(" role") && line.contains("leader"))
                .anyMatch(line -> line.contains("send") && line.contains("append"));
        assertThat(String.join("\n", EventLog.legend())).contains("die", "role", "append", "commit");
    }

    private static Waiting noOne() {
        return new Waiting() {
            @Override
            public void answered(Outcome outcome) {}

            @Override
            public void connectionLost() {}
        };
    }
}
