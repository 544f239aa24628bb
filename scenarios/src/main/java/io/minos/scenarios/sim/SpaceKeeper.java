package io.minos.scenarios.sim;

import io.minos.checker.history.Action;
import io.minos.client.operation.Operation;
import io.minos.client.operation.Operation.Administration;
import io.minos.etcd.api.AlarmType;
import io.minos.node.sim.SimulatedMember;
import java.time.Duration;
import java.util.List;

/**
 * Looks now and then whether the cluster has raised the alarm that space runs out, and does what etcd's operators do then:
 * compacts, defragments every member, disarms. Where it is not enough, the alarm comes again, and so does he.
 */
final class SpaceKeeper {
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final SimulatedSystem system;
    private boolean working;

    /** He begins now. */
    SpaceKeeper(SimulatedSystem system) {
        this.system = system;
        system.agenda().after(PERIOD.toNanos(), this::look);
    }

    private void look() {
        if (!working) {
            system.cluster().leader().filter(SpaceKeeper::hasNoSpace).ifPresent(this::ask);
        }
        system.agenda().after(PERIOD.toNanos(), this::look);
    }

    private static boolean hasNoSpace(SimulatedMember leader) {
        return leader.published().alarms().stream().anyMatch(alarm -> alarm.getAlarm() == AlarmType.NOSPACE);
    }

    /** All is recorded like any client's: a watch that a compaction cancels, and a write that is refused, must find their reasons in the history. */
    private void ask(SimulatedMember leader) {
        working = true;
        system.perform(leader.id(), TIMEOUT, new Administration.Alarms(), outcome -> {
            List<Action.Alarm> alarms = outcome.success().map(answer -> ((Action.Administration.Alarms) answer.told()).alarms()).orElse(List.of());
            if (alarms.isEmpty()) {
                working = false;
            } else {
                system.agenda().after(PERIOD.toNanos() / 2, () -> compact(leader, alarms));
            }
        });
    }

    private void compact(SimulatedMember leader, List<Action.Alarm> alarms) {
        if (!leader.isUp()) {
            working = false;
            return;
        }
        system.perform(leader.id(), TIMEOUT, new Operation.Compact(leader.published().revision()), outcome -> {
            system.cluster().up().forEach(member -> system.perform(member.id(), TIMEOUT, new Administration.Defragment(), defragmented -> { }));
            system.agenda().after(PERIOD.toNanos() / 2, () -> disarm(leader, alarms));
        });
    }

    private void disarm(SimulatedMember leader, List<Action.Alarm> alarms) {
        alarms.forEach(alarm -> system.perform(leader.id(), TIMEOUT, new Administration.Disarm(alarm), disarmed -> { }));
        working = false;
    }
}
