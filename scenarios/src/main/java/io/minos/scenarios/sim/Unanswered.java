package io.minos.scenarios.sim;

import io.minos.node.sim.SimulatedMember;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** Calls that members have, and have not answered. Of those whose answers faults may swallow nothing can be said. */
final class Unanswered {
    static final class Call {
        private final SimulatedMember member;
        private final int life;
        private final long askedNanos;

        private Call(SimulatedMember member, long askedNanos) {
            this.member = member;
            this.life = member.life();
            this.askedNanos = askedNanos;
        }
    }

    private final Set<Call> open = new LinkedHashSet<>();

    Call asked(SimulatedMember member) {
        Call call = new Call(member, member.now());
        open.add(call);
        return call;
    }

    void ended(Call call) {
        open.remove(call);
    }

    /** One that a living one of these members has had since then, in words. */
    Optional<String> anyOf(SortedSet<Long> members, long sinceNanos) {
        return open.stream().filter(call -> call.askedNanos >= sinceNanos && members.contains(call.member.id()) && call.member.isUp() && call.member.life() == call.life)
                .findFirst().map(call -> SimulatedSystem.name(call.member.id()) + " has not answered a call of " + call.askedNanos);
    }
}
