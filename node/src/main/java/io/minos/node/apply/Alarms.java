package io.minos.node.apply;

import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.AlarmResponse;
import io.minos.etcd.api.AlarmType;
import io.minos.node.outcome.EtcdError;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The alarms raised, and what they forbid. Replicated: it is by them alone, never by its own size or disk, that a member
 * refuses an entry, since all must refuse alike.
 */
final class Alarms {
    private final TreeSet<AlarmMember> raised =
            new TreeSet<>(Comparator.comparingInt(AlarmMember::getAlarmValue).thenComparing(AlarmMember::getMemberID, Long::compareUnsigned));

    /** As it is now; asked much more often than changed. */
    private List<AlarmMember> copy = List.of();

    List<AlarmMember> raised() {
        return copy;
    }

    void raise(AlarmMember alarm) {
        raised.add(alarm);
        copy = List.copyOf(raised);
    }

    boolean isRaised(AlarmType type) {
        return raised.stream().anyMatch(alarm -> alarm.getAlarm() == type);
    }

    /** Without header: etcd 3.4 sends none. */
    AlarmResponse apply(AlarmRequest request) {
        AlarmMember alarm = AlarmMember.newBuilder().setMemberID(request.getMemberID()).setAlarmValue(request.getAlarmValue()).build();
        AlarmResponse.Builder response = AlarmResponse.newBuilder();
        switch (request.getAction()) {
            case GET -> raised.stream()
                    .filter(one -> request.getAlarm() == AlarmType.NONE || one.getAlarmValue() == request.getAlarmValue())
                    .forEach(response::addAlarms);
            case ACTIVATE -> {
                raise(alarm);
                response.addAlarms(alarm);
            }
            case DEACTIVATE -> {
                if (raised.remove(alarm)) {
                    copy = List.copyOf(raised);
                    response.addAlarms(alarm);
                }
            }
            case UNRECOGNIZED -> { }
        }
        return response.build();
    }

    /** As etcd's capped and corrupt appliers. Deleting, compacting and disarming go on while there is no space. */
    Optional<EtcdError> refusal(Command command) {
        if (raised.isEmpty()) {
            return Optional.empty();
        }
        if (isRaised(AlarmType.CORRUPT) && isRefusedWhileCorrupt(command)) {
            return Optional.of(EtcdError.CORRUPT);
        }
        return isRaised(AlarmType.NOSPACE) && isRefusedWithoutSpace(command) ? Optional.of(EtcdError.NO_SPACE) : Optional.empty();
    }

    private static boolean isRefusedWithoutSpace(Command command) {
        return switch (command.getRequestCase()) {
            case PUT, LEASE_GRANT -> true;
            case TXN, V2, V2_AUTH -> Quota.cost(command) > 0;
            default -> false;
        };
    }

    private static boolean isRefusedWhileCorrupt(Command command) {
        return switch (command.getRequestCase()) {
            case PUT, DELETE_RANGE, TXN, COMPACTION, LEASE_GRANT, LEASE_REVOKE, LEASE_EXPIRE, V2, V2_AUTH -> true;
            default -> false;
        };
    }
}
