package io.minos.node.replica;

import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmType;
import io.minos.node.apply.Command;
import io.minos.node.apply.Quota;
import io.minos.node.apply.StateMachine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What is done about a disk or a quota that is full: this member's NOSPACE alarm is raised, again and again until it stands
 * in the log, and what takes space is refused. Whoever is refused because of the quota hears of it once the alarm stands,
 * as etcd has it: who then asks for alarms finds it.
 */
final class NoSpace {
    private static final long AGAIN_NANOS = 1_000_000_000L;
    /**
     * What is known of the disk is up to a second old. An operator makes room and disarms the alarm: it must not be raised
     * again because of what the disk was like before.
     */
    private static final long GRACE_NANOS = 2_000_000_000L;

    /** What there is for a write: room; none for it here; none for anybody, as far as this member knows. */
    enum Room { ENOUGH, NONE, ALARMED }

    /** A call that was turned down and has not heard of it. */
    private record Waiting(long call, long deadlineNanos) {}

    private final long memberId;
    private final StuckDisk stuck;
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean diskFull;
    private boolean quotaHit;
    private long proposedNanos;
    private boolean proposed;
    private long stoodNanos;
    private boolean stood;

    NoSpace(long memberId, long electionTimeoutNanos) {
        this.memberId = memberId;
        this.stuck = new StuckDisk(electionTimeoutNanos);
    }

    void disk(boolean enough) {
        diskFull = !enough;
    }

    /** To be told at every tick how much of the log has reached the disk. */
    void look(long durableIndex, long lastIndex, long nowNanos) {
        stuck.look(diskFull, durableIndex, lastIndex, nowNanos);
    }

    boolean isTimeToStepAside(long nowNanos) {
        return stuck.isTimeToStepAside(nowNanos);
    }

    /**
     * Before it is proposed, so that it is certainly not applied, anywhere. The cost is asked of the proposer's own size,
     * never while applying: members of different sizes must apply alike.
     */
    Room roomFor(Command command, StateMachine state, long quotaBytes) {
        long cost = Quota.cost(command);
        if (cost == 0) {
            return Room.ENOUGH;
        }
        if (quotaBytes >= 0 && state.overQuota(cost, quotaBytes)) {
            overQuota();
            return Room.NONE;
        }
        if (stuck.isStuck()) {
            return Room.NONE;
        }
        return isRaised(state.alarms()) ? Room.ALARMED : Room.ENOUGH;
    }

    /** @param deadlineNanos until when it may wait for the alarm */
    void turnDown(long call, long deadlineNanos) {
        waiting.add(new Waiting(call, deadlineNanos));
    }

    /** The calls turned down that are to hear of it now. A disk that is stuck takes no alarm, so nobody waits for it. */
    List<Long> turnedDown(List<AlarmMember> alarms, long nowNanos) {
        if (waiting.isEmpty()) {
            return Collections.emptyList();
        }
        noteOwn(alarms, nowNanos);
        boolean all = !quotaHit || stuck.isStuck();
        List<Long> calls = waiting.stream().filter(call -> all || call.deadlineNanos() <= nowNanos).map(Waiting::call).toList();
        waiting.removeIf(call -> all || call.deadlineNanos() <= nowNanos);
        return calls;
    }

    /** A request did not fit the quota. */
    void overQuota() {
        quotaHit = true;
    }

    /** Raised by any member, writes are refused by all. */
    private static boolean isRaised(List<AlarmMember> alarms) {
        return !alarms.isEmpty() && alarms.stream().anyMatch(alarm -> alarm.getAlarm() == AlarmType.NOSPACE);
    }

    Optional<AlarmType> proposalDue(List<AlarmMember> alarms, long nowNanos) {
        boolean stands = noteOwn(alarms, nowNanos);
        boolean tooSoon = proposed && nowNanos - proposedNanos < AGAIN_NANOS || stood && diskFull && nowNanos - stoodNanos < GRACE_NANOS;
        if (stands || tooSoon || !(diskFull || quotaHit)) {
            return Optional.empty();
        }
        proposed = true;
        proposedNanos = nowNanos;
        return Optional.of(AlarmType.NOSPACE);
    }

    /** Whether this member's own alarm stands. Once it is disarmed, only a new refusal raises it again. */
    private boolean noteOwn(List<AlarmMember> alarms, long nowNanos) {
        boolean stands = !alarms.isEmpty() && alarms.stream().anyMatch(alarm -> alarm.getAlarm() == AlarmType.NOSPACE && alarm.getMemberID() == memberId);
        if (stands) {
            quotaHit = false;
            proposed = false;
            stood = true;
            stoodNanos = nowNanos;
        }
        return stands;
    }
}
