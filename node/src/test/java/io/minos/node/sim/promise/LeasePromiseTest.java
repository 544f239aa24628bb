package io.minos.node.sim.promise;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.node.apply.Command;
import io.minos.node.apply.LeaseExpire;
import io.minos.node.raft.Entry;
import io.minos.node.replica.Effects.Done;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.WorldOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lease 7 is granted for 10 s at 1 s. */
class LeasePromiseTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long TERM = 3;

    private final SimulatedMember member = new SimulatedCluster(WorldOptions.quiet(1), 1, List.of()).member(1);
    private final Journal journal = new Journal(member, member.status());
    private final AppliedHistory history = new AppliedHistory();
    private final LeasePromise leases = new LeasePromise(history, 0.25);
    private long index = 10;

    {
        apply(1, Command.newBuilder().setLeaseGrant(LeaseGrantRequest.newBuilder().setID(7).setTTL(10)));
    }

    private void apply(long second, Command.Builder command) {
        index++;
        leases.applied(journal, new Done(new Entry(TERM, index, Entry.Kind.COMMAND, ByteString.EMPTY), command.build(), false, Command.getDefaultInstance(), 1), second * SECOND);
    }

    private void expire(long second, long term) {
        apply(second, Command.newBuilder().setLeaseExpire(LeaseExpire.newBuilder().setTerm(term).addIds(7)));
    }

    private void revoke(long second) {
        apply(second, Command.newBuilder().setLeaseRevoke(LeaseRevokeRequest.newBuilder().setID(7)));
    }

    @Test
    void an_answer_covers_its_seconds_by_the_fastest_clock() {
        leases.answered(7, 1 * SECOND, 10); // 10 s are 8 s, a quarter faster
        assertThatThrownBy(() -> expire(8, TERM)).hasMessageStartingWith("lease-lives: ");
    }

    @Test
    void after_that_it_may_expire() {
        leases.answered(7, 1 * SECOND, 10);
        assertThatCode(() -> expire(9, TERM)).doesNotThrowAnyException();
    }

    @Test
    void an_answer_that_comes_when_the_lease_has_expired_under_it() {
        expire(9, TERM);
        assertThatThrownBy(() -> leases.answered(7, 2 * SECOND, 10)).hasMessageStartingWith("lease-lives: ");
    }

    @Test
    void a_lease_that_is_gone_is_not_renewed() {
        revoke(9);
        assertThatCode(() -> leases.answered(7, 8 * SECOND, 10)).doesNotThrowAnyException();
        assertThatThrownBy(() -> leases.answered(7, 10 * SECOND, 10)).hasMessageStartingWith("lease-stays-gone: ");
    }

    @Test
    void a_lease_nobody_granted_is_not_renewed() {
        assertThatThrownBy(() -> leases.answered(8, 1 * SECOND, 10)).hasMessageStartingWith("lease-stays-gone: ");
    }

    @Test
    void revoking_ends_it_however_long_it_is_covered() {
        leases.answered(7, 1 * SECOND, 10);
        assertThatCode(() -> revoke(2)).doesNotThrowAnyException();
    }

    @Test
    void an_expiry_in_another_term_is_void() {
        leases.answered(7, 1 * SECOND, 10);
        assertThatCode(() -> expire(2, TERM - 1)).doesNotThrowAnyException();
        // the state machine of the member has no such lease: it took the expiry for valid
        assertThatThrownBy(() -> leases.stepped(journal)).hasMessageStartingWith("lease-lives: ");
    }

    @Test
    void its_keys_go_with_it() {
        MadeUpHistory made = new MadeUpHistory();
        LeasePromise promise = new LeasePromise(made.history, 0);
        made.revision(MadeUpHistory.put("a", 2, 2, 1).toBuilder().setLease(7).build());
        promise.applied(journal, new Done(new Entry(TERM, 11, Entry.Kind.COMMAND, ByteString.EMPTY),
                Command.newBuilder().setLeaseGrant(LeaseGrantRequest.newBuilder().setID(7).setTTL(10)).build(), false, Command.getDefaultInstance(), 1), SECOND);
        assertThatThrownBy(() -> promise.applied(journal, new Done(new Entry(TERM, 12, Entry.Kind.COMMAND, ByteString.EMPTY),
                Command.newBuilder().setLeaseRevoke(LeaseRevokeRequest.newBuilder().setID(7)).build(), false, Command.getDefaultInstance(), 2), SECOND)).hasMessageStartingWith("lease-ends: ");
    }

    @Test
    void it_ends_in_time_once_there_is_a_leader() {
        leases.touched(7, 4 * SECOND); // until 17.3 s at the latest, by the slowest clock, and 2 s of slack
        assertThatCode(() -> leases.checkEnded(19 * SECOND, 0, 2 * SECOND)).doesNotThrowAnyException();
        assertThatCode(() -> leases.checkEnded(20 * SECOND, 8 * SECOND, 2 * SECOND)).doesNotThrowAnyException();
        assertThatThrownBy(() -> leases.checkEnded(20 * SECOND, 0, 2 * SECOND)).hasMessageStartingWith("lease-ends: ");
    }
}
