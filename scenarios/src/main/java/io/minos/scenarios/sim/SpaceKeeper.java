package io.minos.scenarios.sim;

import io.minos.client.Rpc;
import io.minos.client.operation.Operation;
import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.AlarmType;
import io.minos.etcd.api.DefragmentRequest;
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
            system.cluster().leader().filter(leader -> !noSpaceAlarms(leader).isEmpty()).ifPresent(this::compact);
        }
        system.agenda().after(PERIOD.toNanos(), this::look);
    }

    private static List<AlarmMember> noSpaceAlarms(SimulatedMember leader) {
        return leader.published().alarms().stream().filter(alarm -> alarm.getAlarm() == AlarmType.NOSPACE).toList();
    }

    /** Recorded like any client's: a watch that it cancels must find its reason in the history. */
    private void compact(SimulatedMember leader) {
        working = true;
        List<AlarmMember> alarms = noSpaceAlarms(leader);
        system.perform(leader.id(), TIMEOUT, new Operation.Compact(leader.published().revision()), outcome -> {
            system.cluster().up().forEach(member -> system.whenDone(system.client(member.id(), TIMEOUT).call(Rpc.DEFRAGMENT, DefragmentRequest.getDefaultInstance()), defragmented -> { }));
            system.agenda().after(PERIOD.toNanos() / 2, () -> disarm(leader, alarms));
        });
    }

    private void disarm(SimulatedMember leader, List<AlarmMember> alarms) {
        for (AlarmMember alarm : alarms) {
            AlarmRequest request = AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.DEACTIVATE).setMemberID(alarm.getMemberID()).setAlarm(alarm.getAlarm()).build();
            system.whenDone(system.client(leader.id(), TIMEOUT).call(Rpc.ALARM, request), disarmed -> { });
        }
        working = false;
    }
}
