package io.minos.scenarios.sim;

import io.minos.checker.history.Action;
import io.minos.checker.history.Action.Administration;
import io.minos.checker.history.Event.Type;
import io.minos.checker.history.F;
import io.minos.checker.history.Recorder;
import io.minos.etcd.api.Member;
import io.minos.node.apply.Command;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.sim.SimulatedMember;
import java.util.Collection;
import java.util.function.Consumer;

/** What {@link SimulatedOperator} asks and sees, in the history's words; each time by a process of its own. */
final class OperatorJournal {
    private final Recorder recorder;
    private int asked;

    OperatorJournal(Recorder recorder) {
        this.recorder = recorder;
    }

    /** What the member lists now, after it was allowed a linearizable read. */
    void listed(SimulatedMember member) {
        String process = process();
        String node = SimulatedSystem.name(member.id());
        recorder.record(process, node, Type.INVOKE, F.MEMBER_LIST, new Administration.MemberList(null), null, null);
        recorder.record(process, node, Type.OK, F.MEMBER_LIST, list(member.published().members().values()), null, null);
    }

    private static Administration.MemberList list(Collection<Member> members) {
        return new Administration.MemberList(members.stream().map(one -> new Action.Member(Long.toHexString(one.getID()), one.getIsLearner())).toList());
    }

    /** A change is asked for; whatever is no answer may yet come about. */
    Consumer<Outcome> asking(SimulatedMember member, Command command) {
        String process = process();
        String node = SimulatedSystem.name(member.id());
        String f = command.hasMemberAdd() ? F.MEMBER_ADD : command.hasMemberRemove() ? F.MEMBER_REMOVE : F.MEMBER_PROMOTE;
        recorder.record(process, node, Type.INVOKE, f, change(command, false), null, null);
        return outcome -> {
            boolean ok = outcome instanceof Outcome.Answer;
            recorder.record(process, node, ok ? Type.OK : Type.INFO, f, change(command, ok), ok ? null : "not-done", null);
        };
    }

    /** The id of a member that is added is told by the answer, though here it is known before. */
    private static Administration change(Command command, boolean answered) {
        if (command.hasMemberAdd()) {
            return new Administration.MemberAdd(command.getMemberAdd().getIsLearner(), answered ? Long.toHexString(command.getMemberAdd().getId()) : null);
        } else if (command.hasMemberRemove()) {
            return new Administration.MemberRemove(Long.toHexString(command.getMemberRemove().getId()));
        }
        return new Administration.MemberPromote(Long.toHexString(command.getMemberPromote().getId()));
    }

    private String process() {
        return "operator-" + asked++;
    }
}
