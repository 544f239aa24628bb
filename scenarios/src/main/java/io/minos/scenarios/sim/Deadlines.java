package io.minos.scenarios.sim;

import io.minos.node.sim.Agenda;
import java.util.ArrayDeque;

/**
 * Who waits equally long for an answer. Nearly all are answered long before, so only one occasion is on the agenda for all of
 * them: when the oldest that is still waiting is out of time.
 */
final class Deadlines {
    /** Somebody who waits. */
    interface Timed {
        boolean isOver();

        /** Told unless {@link #isOver}. */
        void outOfTime();
    }

    private record Waiting(Timed who, long untilNanos) {}

    private final Agenda agenda;
    private final long nanos;
    /** In order of their time, since all have equally long. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean armed;

    Deadlines(Agenda agenda, long nanos) {
        this.agenda = agenda;
        this.nanos = nanos;
    }

    /** This one waits from now on. */
    void begin(Timed who) {
        forgetOver();
        waiting.add(new Waiting(who, agenda.now() + nanos));
        arm();
    }

    private void forgetOver() {
        while (!waiting.isEmpty() && waiting.peek().who().isOver()) {
            waiting.poll();
        }
    }

    private void arm() {
        if (!armed && !waiting.isEmpty()) {
            armed = true;
            agenda.at(waiting.peek().untilNanos(), this::look);
        }
    }

    private void look() {
        armed = false;
        forgetOver();
        while (!waiting.isEmpty() && waiting.peek().untilNanos() <= agenda.now()) {
            waiting.poll().who().outOfTime();
            forgetOver();
        }
        arm();
    }
}
