package io.minos.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.sim.Agenda;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final long NANOS = 100;

    private final Agenda agenda = new Agenda();
    private final Deadlines deadlines = new Deadlines(agenda, NANOS);
    private final List<String> told = new ArrayList<>();

    private class Call implements Deadlines.Timed {
        private final String name;
        private boolean over;

        Call(String name) {
            this.name = name;
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void outOfTime() {
            over = true;
            told.add(name + "@" + agenda.now());
        }
    }

    private Call beginAt(long nanos, String name) {
        Call call = new Call(name);
        agenda.at(nanos, () -> deadlines.begin(call));
        return call;
    }

    private void endAt(long nanos, Call call) {
        agenda.at(nanos, () -> call.over = true);
    }

    @Test
    void each_that_still_waits_is_told_when_its_own_time_is_up() {
        beginAt(0, "a");
        beginAt(30, "b");
        beginAt(30, "c");
        beginAt(150, "d");
        agenda.runUntil(1000);
        assertThat(told).containsExactly("a@100", "b@130", "c@130", "d@250");
    }

    @Test
    void who_was_answered_is_told_nothing_and_keeps_nobody_waiting() {
        Call a = beginAt(0, "a");
        beginAt(30, "b");
        Call c = beginAt(40, "c");
        beginAt(50, "d");
        endAt(20, a);
        endAt(60, c);
        agenda.runUntil(1000);
        assertThat(told).containsExactly("b@130", "d@150");
    }

    @Test
    void who_begins_anew_when_out_of_time_waits_as_long_again() {
        Call again = new Call("again");
        agenda.at(0, () -> deadlines.begin(new Call("first") {
            @Override
            public void outOfTime() {
                super.outOfTime();
                deadlines.begin(again);
            }
        }));
        agenda.runUntil(1000);
        assertThat(told).containsExactly("first@100", "again@200");
    }
}
