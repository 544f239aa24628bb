package io.minos.node.replica;

import com.google.protobuf.ByteString;
import io.minos.node.apply.Command;
import io.minos.node.raft.Raft;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Commands on their way: waiting for a leader, then for their entry to be applied here. Each is given to Raft once. A
 * command that is not applied in time may still be, later: its caller learns that the outcome is unknown.
 */
final class ProposalsInFlight {
    private static final int QUEUED_MAX = 10_000;

    /** What became of handing over: nothing yet, or a refusal that proves that nothing remains of the command. */
    enum Taken { YES, TOO_MANY }

    private record Queued(long id, ByteString data) {}

    private record InFlight(long call, long deadlineNanos) {}

    private final ArrayDeque<Queued> queued = new ArrayDeque<>();
    private final LinkedHashMap<Long, InFlight> inFlight = new LinkedHashMap<>();
    private final List<Long> refused = new ArrayList<>();
    private long nextId;

    /**
     * @param firstId random: a command's id repeats neither over members nor over restarts, or an old entry would answer a new
     *     caller. Not made of the wall clock, as etcd's: that may be set back between two lives, see
     *     {@code SimulatedClusterTest.a_wall_clock_set_back_gives_no_two_commands_one_id}
     */
    ProposalsInFlight(long firstId) {
        nextId = firstId;
    }

    Taken add(long call, Command command, long deadlineNanos) {
        if (queued.size() >= QUEUED_MAX) {
            return Taken.TOO_MANY;
        }
        Command identified = await(call, command, deadlineNanos);
        queued.add(new Queued(identified.getId(), identified.toByteString()));
        return Taken.YES;
    }

    /** The command with an id, for one who gives it to Raft himself: its caller waits as for any other. */
    Command await(long call, Command command, long deadlineNanos) {
        long id = nextId++;
        inFlight.put(id, new InFlight(call, deadlineNanos));
        return command.toBuilder().setId(id).build();
    }

    /** Gives what is queued to Raft, in order, as far as there is a leader. */
    void propose(Raft raft) {
        while (!queued.isEmpty()) {
            Optional<Raft.Refusal> refusal = raft.propose(queued.peek().data());
            if (refusal.isPresent() && refusal.get() != Raft.Refusal.TOO_MUCH_UNCOMMITTED) {
                return; // until there is a leader to take it
            }
            Queued handed = queued.poll();
            refusal.ifPresent(tooMuch -> refused.add(handed.id()));
        }
    }

    /** Callers whose command Raft turned away: nothing of it remains. */
    List<Long> refusedCalls() {
        if (refused.isEmpty()) {
            return Collections.emptyList();
        }
        List<Long> calls = new ArrayList<>();
        for (long id : refused) {
            applied(id).ifPresent(calls::add);
        }
        refused.clear();
        return calls;
    }

    /** The caller that waits for the command with this id, who is now to be answered. */
    Optional<Long> applied(long id) {
        return Optional.ofNullable(inFlight.remove(id)).map(InFlight::call);
    }

    List<Long> expiredCalls(long nowNanos) {
        if (inFlight.isEmpty()) {
            return Collections.emptyList();
        }
        List<Long> calls = new ArrayList<>();
        for (Iterator<Map.Entry<Long, InFlight>> oldest = inFlight.entrySet().iterator(); oldest.hasNext(); ) {
            Map.Entry<Long, InFlight> next = oldest.next();
            if (next.getValue().deadlineNanos() > nowNanos) {
                break;
            }
            calls.add(next.getValue().call());
            if (!queued.isEmpty() && queued.peek().id() == next.getKey()) { // what was queued before it has expired before it
                queued.poll();
            }
            oldest.remove();
        }
        return calls;
    }

    int pending() {
        return inFlight.size();
    }
}
