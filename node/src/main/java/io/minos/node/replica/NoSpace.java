package io.minos.node.replica;

import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmType;
import java.util.List;
import java.util.Optional;

/** Raises this member's NOSPACE alarm, again and again until it stands in the log, while its disk or its quota is full. */
final class NoSpace {
    private static final long AGAIN_NANOS = 1_000_000_000L;

    private final long memberId;
    private boolean diskFull;
    private boolean quotaHit;
    private long proposedNanos;
    private boolean proposed;

    NoSpace(long memberId) {
        this.memberId = memberId;
    }

    void disk(boolean enough) {
        diskFull = !enough;
    }

    /** A request did not fit the quota. */
    void overQuota() {
        quotaHit = true;
    }

    /** Raised by any member, writes are refused by all. */
    boolean isRaised(List<AlarmMember> alarms) {
        return alarms.stream().anyMatch(alarm -> alarm.getAlarm() == AlarmType.NOSPACE);
    }

    Optional<AlarmType> proposalDue(List<AlarmMember> alarms, long nowNanos) {
        boolean stands = alarms.stream().anyMatch(alarm -> alarm.getAlarm() == AlarmType.NOSPACE && alarm.getMemberID() == memberId);
        if (stands) {
            quotaHit = false; // once disarmed, only a new refusal raises it again
        }
        if (stands || !(diskFull || quotaHit) || (proposed && nowNanos - proposedNanos < AGAIN_NANOS)) {
            return Optional.empty();
        }
        proposed = true;
        proposedNanos = nowNanos;
        return Optional.of(AlarmType.NOSPACE);
    }
}
