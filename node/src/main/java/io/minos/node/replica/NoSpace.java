package io.minos.node.replica;

import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmType;
import java.util.List;
import java.util.Optional;

/** Raises this member's NOSPACE alarm, again and again until it stands in the log, while its disk or its quota is full. */
final class NoSpace {
    private static final long AGAIN_NANOS = 1_000_000_000L;
    /**
     * What is known of the disk is up to a second old. An operator makes room and disarms the alarm: it must not be raised
     * again because of what the disk was like before.
     */
    private static final long GRACE_NANOS = 2_000_000_000L;

    private final long memberId;
    private boolean diskFull;
    private boolean quotaHit;
    private long proposedNanos;
    private boolean proposed;
    private long stoodNanos;
    private boolean stood;

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
            stood = true;
            stoodNanos = nowNanos;
        }
        boolean tooSoon = proposed && nowNanos - proposedNanos < AGAIN_NANOS || stood && diskFull && nowNanos - stoodNanos < GRACE_NANOS;
        if (stands || tooSoon || !(diskFull || quotaHit)) {
            return Optional.empty();
        }
        proposed = true;
        proposedNanos = nowNanos;
        return Optional.of(AlarmType.NOSPACE);
    }
}
